#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Optimization;
using Repartee.Training.Supervised;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Tests.Lora;
using Repartee.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Ppo
{
    /// <summary>The network computes in bfloat16; what learns, its moments, log-probs and losses are float32.</summary>
    public sealed class MixedPrecisionTests
    {
        /// <summary>Of a gradient, as a share of its length: 0.016 was found with all weights, 0.042 with an adapter.</summary>
        private const double Rounding = 0.08;

        [Test]
        public void MastersAndTheirGradientsAreFloat32AndFrozenWeightsBFloat16([Values] bool adapters)
        {
            using var learner = Learner(adapters);
            learner.Update(learner.Play());
            foreach (var part in learner.Learner.Parts)
            {
                Assert.That(part.Arena.Flat.dtype, Is.EqualTo(ScalarType.Float32), part.Name);
                Assert.That(part.Arena.Gradient!.dtype, Is.EqualTo(ScalarType.Float32), part.Name);
                var moments = part.Optimizer.Capture();
                Assert.That(moments.First.Any(m => m != 0 && m != Rounded(m)), Is.True, "a moment with more digits than bfloat16 has");
                Assert.That(part.Arena.ToArray().Any(v => v != Rounded(v)), Is.True, "a master with more digits than bfloat16 has");
            }

            Assert.That(learner.Learner.Reference!.Value.Weights.Arena.Flat.dtype, Is.EqualTo(ScalarType.BFloat16));
            Assert.That(learner.Learner.Actor.Weights.Arena.Flat.dtype, Is.EqualTo(adapters ? ScalarType.BFloat16 : ScalarType.Float32));
        }

        [Test]
        public void ThePublishedCopyIsTheMastersRoundedToBFloat16()
        {
            using var learner = Learner(adapters: false);
            learner.Update(learner.Play());
            using var published = learner.Learner.Published();
            Assert.That(published.Arena.Flat.dtype, Is.EqualTo(ScalarType.BFloat16));
            Assert.That(published.Arena.ToArray(), Is.EqualTo(learner.Learner.Parts[0].Arena.ToArray().Select(Rounded)));
        }

        [Test]
        public void APublishedAdapterIsAddedInFloat32AndRoundedOnce()
        {
            using var network = Network();
            using var backbone = TinyActor.Weights(network);
            using var adapter = TinyLora.Adapter(network, TinyLora.Config(), seed: 2);
            using var merged = TinyLora.Merge(adapter, backbone);
            var exact = TinyLora.Merged(network.Layout, backbone.Arena.ToArray(), adapter.Layout, adapter.Arena.ToArray());
            Assert.That(merged.Arena.Flat.dtype, Is.EqualTo(ScalarType.BFloat16));
            var off = merged.Arena.ToArray().Zip(exact, (m, e) => Math.Abs(m - e) / (Math.Abs(e) + 1e-6));
            Assert.That(off, Is.All.InRange(0, 1 / 256.0 + 1e-4), "half of bfloat16's last place");
        }

        [Test]
        public void StepsThatBFloat16WouldRoundAwayAddUpInTheMasters()
        {
            using var network = Network();
            using var weights = ActorWeights.Trainable(network);
            int count = (int)network.Layout.Parameters.Count;
            weights.Arena.Load(Enumerable.Repeat(1f, count).ToArray());
            using var optimizer = new AdamW(weights.Arena, 0.9, 0.95, 1e-8, weightDecay: 0);
            using var norm = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            using var ones = HostCopy.ToDevice(Enumerable.Repeat(1f, count).ToArray(), new long[] { count }, TinyActor.Device);
            Assert.That(Rounded(1f - 1e-4f), Is.EqualTo(1f), "one step alone is lost in bfloat16");
            float first = 0;
            for (int step = 1; step <= 100; step++)
            {
                using (no_grad())
                    weights.Arena.Gradient!.copy_(ones);
                optimizer.Step(norm, learningRate: 1e-4);
                if (step == 1)
                    first = weights.Arena.ToArray()[0];
            }

            Assert.That(first, Is.EqualTo(1f - 1e-4f).Within(1e-7));
            Assert.That(weights.Arena.ToArray(), Is.All.EqualTo(0.99f).Within(1e-5));
            using var published = weights.Copy();
            Assert.That(published.Arena.ToArray(), Is.All.EqualTo(Rounded(0.99f)));
        }

        /// <summary>Test 11 of Documentation~/ppo-tests.md: a log-softmax in bfloat16 would be off in the third digit.</summary>
        [Test]
        public void TheProbabilitiesOfAllTokensSumToOne([Values] bool adapters)
        {
            using var learner = Learner(adapters);
            int vocabulary = TinyActor.Vocabulary;
            var tokens = TinyActor.Prompt(12, seed: 5);
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var ids = HostCopy.ToDevice(tokens.Select(t => (long)t).ToArray(), new long[] { 1, tokens.Length }, TinyActor.Device);
            int pairs = tokens.Length * vocabulary;                             // each token of the vocabulary after each position
            Tensor Each(Func<int, int> value) =>
                HostCopy.ToDevice(Enumerable.Range(0, pairs).Select(i => (long)value(i)).ToArray(), new long[] { pairs }, TinyActor.Device);
            var (index, targets) = (Each(i => i / vocabulary), Each(i => i % vocabulary));
            var temperature = HostCopy.ToDevice(new[] { 0.7f }, Array.Empty<long>(), TinyActor.Device);
            var hidden = TrunkPass.Infer(learner.Learner.Actor, ids);
            Assert.That(hidden.dtype, Is.EqualTo(ScalarType.BFloat16));
            var (logProbs, entropies) = ((Tensor, Tensor))KernelUnit.Shared.invoke(
                "score", learner.Learner.Actor.Kernel, hidden, index, targets, temperature)!;
            Assert.That((logProbs.dtype, entropies.dtype), Is.EqualTo((ScalarType.Float32, ScalarType.Float32)));
            var rows = HostCopy.Floats(logProbs).Select((l, i) => (l, i)).GroupBy(p => p.i / vocabulary, p => p.l).ToArray();
            Assert.That(rows.Select(row => row.Sum(l => Math.Exp(l))), Is.All.EqualTo(1).Within(1e-6));
            Assert.That(rows.Max(row => Math.Abs(1 - row.Sum(l => Math.Exp(Rounded(l))))), Is.GreaterThan(1e-4), "rounded ones do not");
        }

        [Test]
        public void TheGradientIsThatOfFloat32WithinTheRounding([Values] bool adapter)
        {
            double distance = Distance(Gradient(adapter, ScalarType.BFloat16), Gradient(adapter, ScalarType.Float32));
            Assert.That(distance, Is.InRange(1e-4, Rounding));
        }

        /// <summary>TorchScript may round a layer alone at other places than a layer inside the whole trunk.</summary>
        [Test]
        public void CheckpointingChangesTheGradientByNoMoreThanTheRounding([Values] bool adapter) => Assert.That(
            Distance(Gradient(adapter, ScalarType.BFloat16, checkpoint: true), Gradient(adapter, ScalarType.BFloat16)),
            Is.InRange(0, Rounding));

        [Test]
        public void TheFirstRatioIsOneThoughThePublishedActorRoundsOtherwise([Values] bool adapters)
        {
            using var learner = Learner(adapters);
            using var published = learner.Learner.Published();
            var metrics = learner.Update(learner.Play(policy: published)).Values;
            Assert.That(metrics["objective/kl"], Is.EqualTo(0.0));
            Assert.That(metrics["val/ratio_first"], Is.EqualTo(1).Within(1e-5));
            bool roundsOtherwise = adapters || learner.Learner.Network.Trunk != null;         // merging rounds once more, and so do other kernels
            Assert.That(metrics["policy/logprob_gap"], roundsOtherwise ? Is.InRange(1e-4, 0.2) : Is.InRange(0, 1e-5));
        }

        /// <summary>Of the mean cross-entropy: PPO's loss has kinks where the types may differ.</summary>
        private static float[] Gradient(bool adapter, ScalarType type, bool checkpoint = false)
        {
            using var network = Network(type);
            using var weights = adapter ? TinyActor.Weights(network) : TinyActor.Trainable(network, TinyActor.Values(network.Layout));
            using var lora = TinyLora.Adapter(network, TinyLora.Config(), seed: 2, trainable: true);
            var policy = new Policy(weights, adapter ? lora.Kernel : null);
            using var loss = new SupervisedLoss(policy, checkpoint, TinyActor.Pad, policy, dropoutSeed: null);
            var tokens = TinyActor.Prompt(40, seed: 5);
            loss.Backward(new[] { new TokenRow(tokens, Enumerable.Range(1, 39).ToArray()) }, rowsPerPass: 1);
            return HostCopy.Floats((adapter ? lora.Arena : weights.Arena).Gradient!);
        }

        /// <summary>Length of the difference as a share of the length.</summary>
        private static double Distance(float[] found, float[] expected) => Math.Sqrt(
            found.Zip(expected, (f, e) => ((double)f - e) * ((double)f - e)).Sum() / expected.Sum(e => (double)e * e));

        private static PlayingLearner Learner(bool adapters) => adapters
            ? PlayingLearner.Continued(PlayingLearner.Small, Network())
            : PlayingLearner.Full(PlayingLearner.Small, Network());

        private static ActorNetwork Network(ScalarType type = ScalarType.BFloat16) => new ActorNetwork(TinyActor.Config(), TinyActor.Device, type);

        private static float Rounded(float value) => HalfBits.FromBF16(HalfBits.ToBF16(value));
    }
}
