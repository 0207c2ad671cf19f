using System.IO;
using NUnit.Framework.Interfaces;

namespace Repartee.Device.Checks;

/// <summary>A line for each test that ends, and what a failed one says.</summary>
internal sealed class ResultLines(TextWriter output) : ITestListener
{
    public void TestStarted(ITest test)
    {
    }

    public void TestFinished(ITestResult result)
    {
        if (result.HasChildren || result.Test.IsSuite && result.ResultState.Status != TestStatus.Failed)
            return;
        output.WriteLine($"{result.ResultState} {result.FullName} {result.Duration:F2} s");
        if (result.ResultState.Status == TestStatus.Failed)
            output.WriteLine(result.Message + "\n" + result.StackTrace);
    }

    public void TestOutput(TestOutput written) => output.Write(written.Text);

    public void SendMessage(TestMessage message)
    {
    }
}
