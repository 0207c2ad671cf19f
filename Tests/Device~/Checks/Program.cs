using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using Repartee.Device.Checks;

// Runs the tests of this assembly on the GPU; with words, those whose full names contain one of them. With REPARTEE_TEST_DEVICE=cuda, those of
// Tests/Training, whose small actors then compute on the GPU.
//   Tests/Device~/run.sh checks.tar.gz Repartee.Device.Checks [WORD ...]
//   REPARTEE_TEST_DEVICE=cuda Tests/Device~/run.sh checks.tar.gz Repartee.Device.Checks Ppo
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
bool ofTraining = Environment.GetEnvironmentVariable("REPARTEE_TEST_DEVICE") != null;
runner.Load(ofTraining ? typeof(Repartee.Training.Tests.Actor.TinyActor).Assembly : typeof(Program).Assembly, new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0 });
var filter = args.Length == 0
    ? TestFilter.Empty
    : TestFilter.FromXml("<filter><or>" + string.Concat(args.Select(word => $"<test re='1'>.*{word}.*</test>")) + "</or></filter>");
var result = runner.Run(new ResultLines(Console.Out), filter);
Console.WriteLine($"{result.PassCount} passed, {result.FailCount} failed, {result.SkipCount + result.InconclusiveCount} not run");
return result.FailCount == 0 && result.PassCount > 0 ? 0 : 1;
