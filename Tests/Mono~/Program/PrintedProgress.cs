#nullable enable
using System.IO;
using NUnit.Framework.Interfaces;

namespace Repartee.Mono
{
    /// <summary>Prints each class of tests as it begins, so that a run that hangs or dies tells where, and each test that fails.</summary>
    internal sealed class PrintedProgress : ITestListener
    {
        private readonly TextWriter _output;

        public PrintedProgress(TextWriter output) => _output = TextWriter.Synchronized(output);

        public void TestStarted(ITest test)
        {
            if (test.TestType == "TestFixture")
                _output.WriteLine(test.FullName);
        }

        public void TestFinished(ITestResult result)
        {
            if (!result.Test.IsSuite && result.ResultState.Status == TestStatus.Failed)
                _output.WriteLine($"failed {result.FullName}: {result.Message}");
        }

        public void TestOutput(TestOutput output)
        {
        }

        public void SendMessage(TestMessage message)
        {
        }
    }
}
