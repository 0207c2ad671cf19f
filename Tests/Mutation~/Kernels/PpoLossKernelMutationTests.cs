#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;
using NUnit.Framework.Internal;
using Repartee.Training.Tests.Kernels;
using TorchSharp;

namespace Repartee.Training.Tests.Mutation
{
    /// <summary>How many mistakes in the loss kernel's formulas the kernel's tests notice.</summary>
    public sealed class PpoLossKernelMutationTests
    {
        [Test]
        public void TheUnchangedFormulasPass() => Assert.That(Failure(KernelMutant.Formulas()), Is.Null);

        [Test]
        public void TheTestsNoticeMistakesInTheFormulas()
        {
            var mutants = KernelMutant.All().ToList();
            var survivors = new List<KernelMutant>();
            foreach (var mutant in mutants)
            {
                if (Failure(mutant.Source) is null)
                    survivors.Add(mutant);
            }

            double score = 100.0 * (mutants.Count - survivors.Count) / mutants.Count;
            TestContext.Progress.WriteLine($"{mutants.Count} mutants, {mutants.Count - survivors.Count} killed, {survivors.Count} survived: {score:F1} %");
            foreach (var survivor in survivors)
                TestContext.Progress.WriteLine("survived " + survivor.Name);
            Assert.That(score, Is.GreaterThanOrEqualTo(85), string.Join('\n', survivors.Select(s => s.Name)));
        }

        /// <returns>The first test that fails; null when all pass.</returns>
        private static string? Failure(string source)
        {
            using var unit = torch.jit.compile(source);
            var tests = new PpoLossKernelTests(unit);
            foreach (var method in typeof(PpoLossKernelTests).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                foreach (object?[] arguments in Cases(method))
                {
                    if (!Passes(method, tests, arguments))
                        return method.Name;
                }
            }

            return null;
        }

        private static IEnumerable<object?[]> Cases(MethodInfo method)
        {
            if (method.IsDefined(typeof(TestAttribute)))
                yield return Array.Empty<object?>();
            foreach (var test in method.GetCustomAttributes<TestCaseAttribute>())
                yield return test.Arguments.Zip(method.GetParameters(), (a, p) => Convert.ChangeType(a, p.ParameterType)).ToArray();
        }

        /// <summary>In a context of its own, so that a failure wanted here is none of this test.</summary>
        private static bool Passes(MethodInfo method, object tests, object?[] arguments)
        {
            using (new TestExecutionContext.IsolatedContext())
            {
                try
                {
                    method.Invoke(tests, arguments);
                    return true;
                }
                catch (TargetInvocationException error) when (error.InnerException is AssertionException)
                {
                    return false;
                }
            }
        }
    }
}
