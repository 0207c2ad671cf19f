#nullable enable
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Repartee.Training.Kernels;
using TorchSharp;

namespace Repartee.Training.Tests.Kernels
{
    /// <summary>
    /// TorchScript's compiler ends the process on an error, and so does a call of a function that does not exist: both must show here.
    /// </summary>
    public sealed class KernelUnitTests
    {
        private static readonly string[] Sources =
        {
            TrunkKernel.Source, ScoreKernel.Source, SampleKernel.Source, DecodeKernel.Source, LoraKernel.Source, PpoLossKernel.Source,
            CrossEntropyKernel.Source, RewardModelKernel.Source, AdamWKernel.Source,
        };

        [Test]
        public void TheWholeUnitCompiles() => Assert.That(KernelUnit.Shared, Is.InstanceOf<torch.jit.CompilationUnit>());

        [Test]
        public void TheUnitHoldsEachKernelOnce()
        {
            Assert.That(string.Concat(Sources), Is.EqualTo(KernelUnit.Source));
            Assert.That(Defined(), Is.Unique);
        }

        [Test]
        public void EachFunctionThatTheCodeInvokesIsDefined()
        {
            using var assembly = new TrainingAssembly();
            var invoked = assembly.InvokedKernels().ToArray();
            Assert.That(invoked, Has.None.Null, "each invoke should name its function by a literal");
            Assert.That(invoked, Is.SupersetOf(
                new[] { "trunk", "run_layers", "prefill", "decode", "score", "policy_loss", "value_loss", "clip_gradients", "adamw" }));
            Assert.That(invoked, Is.SubsetOf(Defined()));
        }

        private static string[] Defined() =>
            Regex.Matches(KernelUnit.Source, @"^def (\w+)\(", RegexOptions.Multiline).Select(m => m.Groups[1].Value).ToArray();
    }
}
