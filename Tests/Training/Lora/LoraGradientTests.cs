#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Lora;
using Repartee.Training.Ppo;
using Repartee.Training.Supervised;
using Repartee.Training.Tests.Actor;

namespace Repartee.Training.Tests.Lora
{
    public sealed class LoraGradientTests
    {
        private const float Move = 1e-3f;                                       // short, because the clipped losses have kinks

        /// <summary>With W' = W + s·BA and G the loss's gradient at W', the gradient at A is s·BᵀG and that at B is s·GAᵀ.</summary>
        [TestCase]
        [TestCase("q_proj", "v_proj")]
        [TestCase("k_proj", "o_proj", "up_proj", "down_proj")]
        public void TheGradientOfAAndBFollowsFromThatOfTheMergedMatrix(params string[] modules)
        {
            using var network = TinyActor.Network();
            using var backbone = TinyActor.Weights(network);
            using var adapter = TinyLora.Adapter(network, TinyLora.Config(modules), seed: 2, trainable: true);
            var values = adapter.Arena.ToArray();
            var merged = TinyLora.Merged(network.Layout, TinyActor.Values(network.Layout), adapter.Layout, values);
            using var whole = TinyActor.Trainable(network, merged);
            var dense = Gradient(whole, whole.Arena);
            var found = Gradient(new Policy(backbone, adapter.Kernel), adapter.Arena);

            var expected = new double[found.Length];
            var matrices = adapter.Layout.Checkpoint.ToDictionary(t => t.Name);
            foreach (var tensor in network.Layout.Checkpoint)
            {
                string name = "base_model.model." + tensor.Name.Replace(".weight", "");
                if (matrices.TryGetValue(name + ".lora_A.weight", out var a))
                    AddProducts(expected, values, dense, tensor, a, matrices[name + ".lora_B.weight"], adapter.Layout.Config.Scale);
            }

            Assert.That(found, Is.EqualTo(expected).Within(1e-6));
            Assert.That(expected.Max(g => Math.Abs(g)), Is.GreaterThan(0.01));
        }

        [Test]
        public void EachSlotsGradientIsTheSlopeOfPposWholeLoss()
        {
            var options = PlayingLearner.Small with
            {
                KlPlacement = KlPlacement.Loss,
                KlEstimator = KlEstimator.K3,
                KlCoefficient = 0.3,
                ValueCoefficient = 0.5,
                EntropyCoefficient = 0.05,
            };
            using var learner = PlayingLearner.Continued(options, TinyActor.Network(TinyActor.Config(layers: 1)));
            learner.RandomizeCritic();
            var buffer = learner.Ppo.Prepare(learner.Play(), 0);
            learner.Nudge();
            var gradients = learner.Backward(buffer).Gradients;
            foreach (var (part, gradient) in learner.Learner.Parts.Zip(gradients, (p, g) => (p, g)))
            {
                foreach (var slot in part.Arena.Layout.Slots)
                {
                    var steepest = gradient.AsSpan((int)slot.Offset, (int)slot.Count).ToArray();
                    double steep = Norm(steepest);
                    Assert.That(steep, Is.GreaterThan(1e-4), slot.Name);
                    double measured = Slope(learner, buffer, part.Arena, slot, steepest);
                    Assert.That(measured, Is.EqualTo(steep).Within(0.02 * steep + 2e-4), slot.Name);
                }
            }
        }

        private static float[] Gradient(Policy policy, ParameterArena arena)
        {
            using var loss = new SupervisedLoss(policy, checkpoint: false, TinyActor.Pad, policy, dropoutSeed: null);
            var rows = new[] { 12, 5, 9 }.Select(n => new TokenRow(TinyActor.Prompt(n, (ulong)n), Enumerable.Range(2, n - 2).ToArray()));
            loss.Backward(rows.ToArray(), rowsPerPass: 3);
            return HostCopy.Floats(arena.Gradient!);
        }

        private static void AddProducts(
            double[] expected, float[] values, float[] dense, CheckpointTensor matrix, CheckpointTensor a, CheckpointTensor b, double scale)
        {
            long outputs = matrix.Shape[0], inputs = matrix.Shape[1], rank = a.Shape[0];
            for (long row = 0; row < outputs; row++)
            {
                for (long column = 0; column < inputs; column++)
                {
                    double g = scale * dense[matrix.Offset + row * inputs + column];
                    for (long r = 0; r < rank; r++)
                    {
                        expected[a.Offset + r * inputs + column] += values[b.Offset + row * rank + r] * g;
                        expected[b.Offset + row * rank + r] += values[a.Offset + r * inputs + column] * g;
                    }
                }
            }
        }

        private static double Slope(
            PlayingLearner learner, PreparedBuffer buffer, ParameterArena arena, ParameterSlot slot, float[] direction)
        {
            var values = arena.ToArray();
            double At(double move)
            {
                var moved = (float[])values.Clone();
                for (int i = 0; i < direction.Length; i++)
                    moved[slot.Offset + i] += (float)(move * direction[i] / Norm(direction));
                arena.Load(moved);
                return learner.Backward(buffer).Metrics[PpoLossKernel.Metrics.Length - 1];
            }

            double slope = (At(Move) - At(-Move)) / (2 * Move);
            arena.Load(values);
            return slope;
        }

        private static double Norm(float[] values) => Math.Sqrt(values.Sum(v => (double)v * v));
    }
}
