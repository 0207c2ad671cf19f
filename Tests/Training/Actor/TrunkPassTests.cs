#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Ppo;
using Repartee.Training.Supervised;
using Repartee.Training.Tests.Lora;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Actor
{
    public sealed class TrunkPassTests
    {
        private static readonly TokenRow[] Rows = new[] { 12, 5, 9 }
            .Select(n => new TokenRow(TinyActor.Prompt(n, (ulong)n), Enumerable.Range(2, n - 2).ToArray())).ToArray();

        public enum Learns
        {
            Everything,
            FreshAdapters,
            ContinuedAdapters,
        }

        [Test]
        public void CheckpointingChangesNoGradientAndNoMetricOfPpo([Values] Learns learns)
        {
            var plain = PpoPass(learns, checkpoint: false);
            var again = PpoPass(learns, checkpoint: true);
            Assert.That(again.Metrics, Is.EqualTo(plain.Metrics).Within(1e-6));
            Assert.That(again.Gradients.Length, Is.EqualTo(learns == Learns.Everything ? 2 : 3));
            for (int part = 0; part < plain.Gradients.Length; part++)
            {
                Assert.That(again.Gradients[part], Is.EqualTo(plain.Gradients[part]).Within(1e-6));
                Assert.That(plain.Gradients[part].Max(g => Math.Abs(g)), Is.GreaterThan(1e-3f));
            }
        }

        [Test]
        public void CheckpointingChangesNoGradientOfSupervisedTraining([Values] bool adapter)
        {
            var plain = SupervisedPass(adapter, checkpoint: false, tokensPerChunk: 1000);
            var again = SupervisedPass(adapter, checkpoint: true, tokensPerChunk: 1000);
            Assert.That(again.Loss, Is.EqualTo(plain.Loss).Within(1e-6));
            Assert.That(again.Gradient, Is.EqualTo(plain.Gradient).Within(1e-6));
            Assert.That(plain.Gradient.Max(g => Math.Abs(g)), Is.GreaterThan(0.01f));
        }

        [Test]
        public void ChunksOfAnySizeGivePposGradientAndMetrics([Values] Learns learns, [Values(1, 7)] int tokensPerChunk)
        {
            var whole = PpoPass(learns, checkpoint: false);
            var parts = PpoPass(learns, checkpoint: false, tokensPerChunk);
            Assert.That(parts.Metrics, Is.EqualTo(whole.Metrics).Within(1e-5));
            for (int part = 0; part < whole.Gradients.Length; part++)
                Assert.That(parts.Gradients[part], Is.EqualTo(whole.Gradients[part]).Within(1e-6));
        }

        [Test]
        public void ChunksOfAnySizeGiveTheSupervisedGradientAndLosses(
            [Values] bool adapter, [Values] bool checkpoint, [Values(1, 7)] int tokensPerChunk)
        {
            var whole = SupervisedPass(adapter, checkpoint: false, tokensPerChunk: 1000);
            var parts = SupervisedPass(adapter, checkpoint, tokensPerChunk);
            Assert.That(parts.Loss, Is.EqualTo(whole.Loss).Within(1e-6));
            Assert.That(parts.Measured, Is.EqualTo(whole.Measured).Within(1e-6));
            Assert.That(whole.Measured, Is.EqualTo(whole.Loss).Within(1e-5));
            Assert.That(parts.Gradient, Is.EqualTo(whole.Gradient).Within(1e-6));
        }

        [Test]
        public void ChunksOfAFewTokensGiveTheSameUpdates()
        {
            Dictionary<string, double> Update(int chunk)
            {
                using var learner = Learner(Learns.FreshAdapters, PlayingLearner.Small with { Epochs = 2 }, chunk);
                learner.Update(learner.Play());
                return learner.Update(learner.Play(seed: 2, version: 1), version: 1).Values;
            }

            var (whole, parts) = (Update(1000), Update(5));
            Assert.That(parts.Keys, Is.EqualTo(whole.Keys));
            foreach (string name in whole.Keys)
                Assert.That(parts[name], Is.EqualTo(whole[name]).Within(1e-4), name);
        }

        [Test]
        public void TheOutputIsThatOfInferenceBitForBitWithAndWithoutCheckpointing([Values] bool adapter, [Values] bool checkpoint)
        {
            using var network = TinyActor.Network();
            using var weights = adapter ? TinyActor.Weights(network) : TinyActor.Trainable(network, TinyActor.Values(network.Layout));
            using var lora = TinyLora.Adapter(network, TinyLora.Config(), seed: 2, trainable: true);
            var policy = new Policy(weights, adapter ? lora.Kernel : null);
            using var packed = new PackedRows(network, Rows, TinyActor.Pad);
            using var pass = new TrunkPass(policy, packed.Ids, checkpoint);
            using var inferred = TrunkPass.Infer(policy, packed.Ids);
            Assert.That(HostCopy.Floats(pass.Hidden), Is.EqualTo(HostCopy.Floats(inferred)));
            Assert.That(inferred.requires_grad, Is.False);
        }

        [Test]
        public void ALayerThatIsComputedAgainDropsWhatItDroppedTheFirstTime()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            using var adapter = TinyLora.Adapter(network, TinyLora.Config() with { Dropout = 0.4 }, seed: 2, trainable: true);
            (double Loss, float[] Gradient) Pass(float[] values)
            {
                adapter.Arena.Load(values);
                adapter.Arena.ClearGradient();
                var policy = new Policy(weights, adapter.DroppingKernel);
                using var loss = new SupervisedLoss(policy, checkpoint: true, TinyActor.Pad, policy, dropoutSeed: 5);
                loss.Backward(Rows, rowsPerPass: 3);
                return (loss.TakeMean(), HostCopy.Floats(adapter.Arena.Gradient!));
            }

            var start = adapter.Arena.ToArray();
            var (first, gradient) = Pass(start);
            double steep = Math.Sqrt(gradient.Sum(g => (double)g * g));
            double At(double move) => Pass(start.Zip(gradient, (v, g) => (float)(v + move * g / steep)).ToArray()).Loss;
            Assert.That((At(2e-3) - At(-2e-3)) / 4e-3, Is.EqualTo(steep).Within(1).Percent);
            Assert.That(Pass(start).Loss, Is.EqualTo(first), "the seed decides what is dropped");
            Assert.That(SupervisedPass(adapter: true, checkpoint: true, tokensPerChunk: 1000).Loss, Is.Not.EqualTo(first).Within(1e-3));
        }

        [Test]
        public void APassGivesItsTensorsBackByItself([Values] bool adapter, [Values] bool checkpoint)
        {
            using var network = TinyActor.Network();
            using var weights = adapter ? TinyActor.Weights(network) : TinyActor.Trainable(network, TinyActor.Values(network.Layout));
            using var lora = TinyLora.Adapter(network, TinyLora.Config(), seed: 2, trainable: true);
            var policy = new Policy(weights, adapter ? lora.Kernel : null);
            using var packed = new PackedRows(network, Rows, TinyActor.Pad);
            using var shares = HostCopy.ToDevice(new float[packed.PaddedCount], new long[] { packed.PaddedCount }, TinyActor.Device);
            using var total = HostCopy.ToDevice(new float[1], Array.Empty<long>(), TinyActor.Device);
            void Pass()
            {
                using var pass = new TrunkPass(policy, packed.Ids, checkpoint);
                using var loss = (Tensor)KernelUnit.Shared.invoke(
                    "cross_entropy", policy.Kernel, pass.Hidden, packed.Index, packed.Targets, shares, total)!;
                loss.backward();
                pass.Backward();
            }

            Pass();
            Settle();
            long before = Tensor.TotalCount;
            Pass();
            Assert.That(Tensor.TotalCount, Is.EqualTo(before));
        }

        [Test]
        public void AWholeUpdateGivesAllItsTensorsBack([Values] Learns learns)
        {
            using var learner = Learner(learns, PlayingLearner.Small with { Epochs = 1, GradientCheckpointing = true });
            learner.Update(learner.Play());
            Settle();
            long before = Tensor.TotalCount;
            learner.Update(learner.Play(seed: 2, version: 1), version: 1);
            Assert.That(Tensor.TotalCount, Is.EqualTo(before));
        }

        [Test]
        public void WithoutAHeadsGradientTheWayBackIsRefused()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Trainable(network, TinyActor.Values(network.Layout));
            using var packed = new PackedRows(network, Rows, TinyActor.Pad);
            using var pass = new TrunkPass(weights, packed.Ids, checkpoint: false);
            Assert.That(
                pass.Backward,
                Throws.InvalidOperationException.With.Message.StartsWith("Expected gradients at the backbone's output, but found none"));
        }

        private static PlayingLearner Learner(Learns learns, PpoOptions options, int tokensPerChunk = 1000)
        {
            var network = new ActorNetwork(TinyActor.Config(), TinyActor.Device) { TokensPerChunk = tokensPerChunk };
            return learns switch
            {
                Learns.Everything => PlayingLearner.Full(options, network),
                Learns.FreshAdapters => PlayingLearner.Fresh(options, network),
                _ => PlayingLearner.Continued(options, network),
            };
        }

        private static (float[] Metrics, float[][] Gradients) PpoPass(Learns learns, bool checkpoint, int tokensPerChunk = 1000)
        {
            var options = PlayingLearner.Small with { EntropyCoefficient = 0.01, ValueCoefficient = 0.5 };
            using var learner = Learner(learns, options with { GradientCheckpointing = checkpoint }, tokensPerChunk);
            learner.RandomizeCritic();
            var buffer = learner.Ppo.Prepare(learner.Play(), 0);
            learner.Nudge();
            return learner.Backward(buffer);
        }

        /// <summary>The loss that learns, the loss that is only measured, and the gradient.</summary>
        private static (double Loss, double Measured, float[] Gradient) SupervisedPass(bool adapter, bool checkpoint, int tokensPerChunk)
        {
            using var network = new ActorNetwork(TinyActor.Config(), TinyActor.Device) { TokensPerChunk = tokensPerChunk };
            using var weights = adapter ? TinyActor.Weights(network) : TinyActor.Trainable(network, TinyActor.Values(network.Layout));
            using var lora = TinyLora.Adapter(network, TinyLora.Config(), seed: 2, trainable: true);
            var policy = new Policy(weights, adapter ? lora.Kernel : null);
            using var loss = new SupervisedLoss(policy, checkpoint, TinyActor.Pad, policy, dropoutSeed: null);
            loss.Backward(Rows, rowsPerPass: 3);
            return (loss.TakeMean(), loss.Measure(Rows, rowsPerPass: 2), HostCopy.Floats((adapter ? lora.Arena : weights.Arena).Gradient!));
        }

        /// <summary>Lets tensors that other tests dropped be finalized now and not while this one counts.</summary>
        private static void Settle()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
