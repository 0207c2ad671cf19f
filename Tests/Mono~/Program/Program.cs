#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Repartee.Mono
{
    /// <summary>Runs this program's own tests on the runtime that runs it. NUnit's console runners ask for more than Mono has.</summary>
    internal static class Program
    {
        private const string Usage =
            "mono Repartee.Mono.dll RESULTS [REGEX]: runs the tests (those whose full name matches), and writes RESULTS as NUnit's XML. " +
            "Ends with 0 when none failed, 1 when some did, 2 when it did not run them.";

        private static int Main(string[] arguments)
        {
            if (arguments.Length == 0 || arguments.Length > 2)
            {
                Console.Error.WriteLine(Usage);
                return 2;
            }

            var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
            ITest loaded = runner.Load(
                typeof(Program).Assembly, new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0 });
            if (loaded.RunState == RunState.NotRunnable)
            {
                Console.Error.WriteLine($"Expected tests, but found {loaded.Properties.Get(PropertyNames.SkipReason)}.");
                return 2;
            }

            ITestResult result = runner.Run(new PrintedProgress(Console.Out), TestSelection.Of(arguments.ElementAtOrDefault(1)));
            File.WriteAllText(arguments[0], result.ToXml(true).OuterXml);
            Console.WriteLine(FormattableString.Invariant(
                $"{result.PassCount} passed, {result.FailCount} failed, {result.SkipCount} skipped in {result.Duration:F1} s"));
            return result.FailCount == 0 && result.ResultState.Status != TestStatus.Failed ? 0 : 1;
        }
    }
}
