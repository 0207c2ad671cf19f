#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Ppo
{
    /// <summary>The gradient of the whole loss against central differences of the loss itself, slot by slot.</summary>
    public sealed class PpoGradientTests
    {
        private const float Move = 1e-3f;                                       // short, because the clipped losses have kinks

        [TestCase(false, KlEstimator.K2, false)]
        [TestCase(false, KlEstimator.K3, false)]
        [TestCase(true, KlEstimator.K3, false)]
        [TestCase(false, KlEstimator.K3, true)]
        public void EachSlotsGradientIsTheSlopeOfTheLoss(bool tied, KlEstimator estimator, bool recorded)
        {
            var options = TinyTrainer.Small with
            {
                KlPlacement = KlPlacement.Loss,
                KlEstimator = estimator,
                KlCoefficient = 0.3,
                ValueCoefficient = 0.5,
                EntropyCoefficient = 0.05,
            };
            using var trainer = new TinyTrainer(options, tied: tied, replay: recorded ? new ReplayOptions() : null);
            trainer.RandomizeCritic();
            var buffer = trainer.Ppo.Prepare(recorded ? TinyTrainer.Recorded(trainer.Play(), nats: 0.9) : trainer.Play(), 0);
            Nudge(trainer.Learner.Parts[0].Arena);
            Nudge(trainer.Learner.Critic.Arena);
            using var one = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            using var loss = new PpoLoss(trainer.Learner, options, one);
            loss.SetKlCoefficient(options.KlCoefficient);

            foreach (var arena in new[] { trainer.Learner.Parts[0].Arena, trainer.Learner.Critic.Arena })
            {
                Total(trainer, loss, buffer);
                var gradient = HostCopy.Floats(arena.Gradient!);
                foreach (var slot in arena.Layout.Slots)
                {
                    var steepest = gradient.AsSpan((int)slot.Offset, (int)slot.Count).ToArray();
                    var random = new float[slot.Count];
                    NormalNumbers.Fill(random, 1.0, seed: 8);
                    double steep = Norm(steepest);
                    foreach (var direction in new[] { steepest, random })
                    {
                        double slope = direction.Zip(steepest, (d, g) => (double)d * g).Sum() / Norm(direction);
                        double measured = Slope(trainer, loss, buffer, arena, slot, direction);
                        Assert.That(measured, Is.EqualTo(slope).Within(0.02 * steep + 2e-4), slot.Name);
                    }
                }
            }
        }

        private static double Slope(
            TinyTrainer trainer, PpoLoss loss, PreparedBuffer buffer, ParameterArena arena, ParameterSlot slot, float[] direction)
        {
            var values = arena.ToArray();
            double At(double move)
            {
                var moved = (float[])values.Clone();
                for (int i = 0; i < direction.Length; i++)
                    moved[slot.Offset + i] += (float)(move * direction[i] / Norm(direction));
                arena.Load(moved);
                return Total(trainer, loss, buffer);
            }

            double slope = (At(Move) - At(-Move)) / (2 * Move);
            arena.Load(values);
            return slope;
        }

        private static double Total(TinyTrainer trainer, PpoLoss loss, PreparedBuffer buffer)
        {
            trainer.Learner.Parts[0].Arena.ClearGradient();
            trainer.Learner.Critic.Arena.ClearGradient();
            loss.Backward(buffer, Enumerable.Range(0, buffer.Episodes.Count).ToArray(), buffer.TokenCount);
            return loss.TakeMetrics().Last();
        }

        /// <summary>Moves away from the weights that sampled, so that ratios and values are not their old ones.</summary>
        private static void Nudge(ParameterArena arena)
        {
            var noise = new float[arena.Layout.Count];
            NormalNumbers.Fill(noise, 0.01, seed: 3);
            arena.Load(arena.ToArray().Zip(noise, (v, n) => v + n).ToArray());
        }

        private static double Norm(float[] values) => Math.Sqrt(values.Sum(v => (double)v * v));
    }
}
