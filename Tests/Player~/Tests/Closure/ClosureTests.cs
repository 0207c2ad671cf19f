using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Repartee.Training.Actor;

namespace Repartee.Player.Tests.Closure
{
    /// <summary>Repartee.Frozen and everything it needs, in both builds: managed code alone, and little of it.</summary>
    public sealed class ClosureTests
    {
        private const double MostMegabytes = 3;

        // What .NET Standard 2.1 or .NET 8 has itself; assemblies of .NET Standard 2.0 know these by older names.
        private static readonly string[] Framework =
        {
            "netstandard", "System.Buffers", "System.Memory", "System.Numerics.Vectors", "System.Threading.Tasks.Extensions",
        };

        private static IEnumerable<TestCaseData> Builds => new[]
        {
            new TestCaseData(BuildPaths.ForNetStandard).SetArgDisplayNames("netstandard2.1"),
            new TestCaseData(BuildPaths.ForNet).SetArgDisplayNames("net8.0"),
        };

        [TestCaseSource(nameof(Builds))]
        public void NothingInTheClosureIsNativeOrLoadsNativeCode(string folder)
        {
            var shipped = new ShippedAssemblies(folder);
            string[] names = shipped.Paths.Select(path => Path.GetFileName(path)).ToArray();
            Assert.That(names, Does.Contain("Repartee.Frozen.dll").And.Contain("Repartee.dll"));
            Assert.That(shipped.Paths.SelectMany(NativeCode), Is.Empty);
            Assert.That(shipped.OtherFiles, Is.Empty, "files that are no managed assemblies");
        }

        [TestCaseSource(nameof(Builds))]
        public void TheClosureIsSmall(string folder)
        {
            var shipped = new ShippedAssemblies(folder);
            TestContext.Out.WriteLine(FormattableString.Invariant($"{shipped.Megabytes:F2} MB: {shipped.Sizes}"));
            Assert.That(shipped.Megabytes, Is.LessThan(MostMegabytes), shipped.Sizes);
        }

        [TestCaseSource(nameof(Builds))]
        public void WhatTheClosureReachesIsShippedOrOfTheFramework(string folder)
        {
            (IReadOnlyList<string> reached, IReadOnlyList<string> elsewhere) = new ShippedAssemblies(folder).FromFrozen();
            string[] ours = reached.Where(name => name.StartsWith("Repartee", StringComparison.Ordinal)).ToArray();
            Assert.That(ours, Is.EquivalentTo(new[] { "Repartee.Frozen", "Repartee" }));
            Assert.That(elsewhere.Where(name => !Framework.Contains(name) && !IsOfDotNet(name)), Is.Empty);
            Assert.That(reached.Concat(elsewhere), Has.None.StartWith("TorchSharp"));
        }

        [Test]
        public void TheNetStandardBuildUsesNothingThatDebiansMonoLacks()
        {
            var shipped = new ShippedAssemblies(BuildPaths.ForNetStandard);
            Assert.That(
                new[] { "Repartee", "Repartee.Frozen" }.SelectMany(name => ReadOnlyReferences(shipped.PathOf(name))),
                Is.Empty,
                "Index a Span or an array instead of a ReadOnlySpan (also foreach and fixed do that).");
        }

        [TestCaseSource(nameof(Builds))]
        public void NoJsonIsReadByReflection(string folder)
        {
            foreach (string name in new[] { "Repartee", "Repartee.Frozen" })
            {
                using var assembly = new AssemblyFile(new ShippedAssemblies(folder).PathOf(name));
                Assert.That(assembly.UsedMembers, Has.None.StartsWith("JsonSerializer"), name);
                if (name == "Repartee.Frozen")
                    Assert.That(assembly.References, Has.None.StartsWith("System.Text.Json"));
            }
        }

        [Test]
        public void TheSameChecksFindWhatTheTrainingAssemblyDoes()
        {
            string training = typeof(ActorFolder).Assembly.Location;
            string torchSharp = Path.Combine(Path.GetDirectoryName(training)!, "TorchSharp.dll");
            Assert.That(NativeCode(torchSharp).Count(fault => fault.Contains("imports")), Is.GreaterThan(1000));
            Assert.That(NativeCode(training), Has.Some.EqualTo("Repartee.Training: uses NativeLibrary.Load")
                .And.Some.Match("^Repartee.Training: imports .*SetEnvironment from libc$"));
            Assert.That(NativeCode(typeof(object).Assembly.Location), Has.Some.Contains("is InternalCall").And.Some.Contains("not IL"));
            using var assembly = new AssemblyFile(training);
            Assert.That(assembly.References, Has.Some.EqualTo("TorchSharp"));
        }

        [Test]
        public void TheSameCheckFindsIndexedReadOnlySpansInSystemTextJson()
        {
            string json = new ShippedAssemblies(BuildPaths.ForNetStandard).PathOf("System.Text.Json");
            Assert.That(ReadOnlyReferences(json), Has.Some.EqualTo("System.Text.Json: ReadOnlySpan`1<Byte>.get_Item"));
            using var assembly = new AssemblyFile(json);
            Assert.That(assembly.UsedMembers, Is.Not.Empty);
        }

        private static bool IsOfDotNet(string name) => File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name + ".dll"));

        private static string[] NativeCode(string path)
        {
            using var assembly = new AssemblyFile(path);
            return assembly.NativeCode().ToArray();
        }

        private static string[] ReadOnlyReferences(string path)
        {
            using var assembly = new AssemblyFile(path);
            return assembly.ReadOnlyReferences().ToArray();
        }
    }
}
