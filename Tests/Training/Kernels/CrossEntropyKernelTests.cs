#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Kernels
{
    public sealed class CrossEntropyKernelTests
    {
        private static readonly int[] Tokens = TinyActor.Prompt(9, seed: 3);

        private static readonly float[] Weights = { 0.5f, 0.25f, 1f };

        [Test]
        public void TheLossIsTheWeightedSumOfMinusLogProbsAndIsAddedToTheTotal()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var (loss, total) = Loss(network, weights);
            var rows = new ReferenceLlama(network.Layout, TinyActor.Values(network.Layout)).LogProbs(Tokens);
            double expected = -Weights.Select((w, i) => w * rows[3 + i][Tokens[4 + i]]).Sum();
            Assert.That(loss, Is.EqualTo(expected).Within(1e-5));
            Assert.That(total, Is.EqualTo(10 + expected).Within(1e-5));
        }

        [Test]
        public void TheHeadsGradientIsProbabilityMinusTarget()
        {
            using var network = TinyActor.Network();
            using var weights = ActorWeights.Trainable(network);
            weights.Arena.Load(TinyActor.Values(network.Layout));
            Loss(network, weights);

            var reference = new ReferenceLlama(network.Layout, TinyActor.Values(network.Layout));
            var (rows, hidden) = (reference.LogProbs(Tokens), reference.Hidden(Tokens));
            var head = network.Layout.Parameters["head"];
            var expected = new double[head.Count];
            for (int i = 0; i < Weights.Length; i++)
            {
                for (int n = 0; n < expected.Length; n++)
                {
                    int token = n / 32;
                    expected[n] += Weights[i] * (Math.Exp(rows[3 + i][token]) - (token == Tokens[4 + i] ? 1 : 0)) * hidden[3 + i][n % 32];
                }
            }

            var actual = HostCopy.Floats(weights.Arena.Gradient!).Skip((int)head.Offset).Take((int)head.Count);
            Assert.That(actual, Is.EqualTo(expected).Within(1e-5));
        }

        /// <summary>Tokens 4, 5 and 6 of the row count; the total starts at 10.</summary>
        private static (float Loss, float Total) Loss(ActorNetwork network, ActorWeights actor)
        {
            using var scope = NewDisposeScope();
            using var packed = new PackedRows(network, new[] { new TokenRow(Tokens, new[] { 4, 5, 6 }) }, TinyActor.Pad);
            var weights = HostCopy.ToDevice(Weights, new long[] { 3 }, TinyActor.Device);
            var total = HostCopy.ToDevice(new[] { 10f }, Array.Empty<long>(), TinyActor.Device);
            using var hidden = TrunkPass.Infer(actor, packed.Ids);
            var loss = (Tensor)KernelUnit.Shared.invoke("cross_entropy", actor.Kernel, hidden, packed.Index, packed.Targets, weights, total)!;
            if (actor.Arena.Gradient is not null)
                loss.backward();
            return (HostCopy.Floats(loss)[0], HostCopy.Floats(total)[0]);
        }
    }
}
