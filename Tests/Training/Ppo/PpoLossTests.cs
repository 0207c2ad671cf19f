#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Kernels;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class PpoLossTests
    {
        [Test]
        public void TokensWeighTheSameWhateverTheLengthOfTheirReply()
        {
            using var trainer = new TinyTrainer();
            using var one = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            using var loss = new PpoLoss(trainer.Learner, trainer.Options, one);
            var episodes = new[] { 1, 3 }
                .Select(n => new Episode(TinyActor.Prompt(2 + n, 1), new[] { new EpisodeReply(2, new float[n], 0, false, 0) }, false));
            var buffer = trainer.Ppo.Prepare(episodes.ToList(), 0);
            Array.Fill(buffer.Advantages[0], 1.0);
            Array.Fill(buffer.Advantages[1], -1.0);

            loss.Backward(buffer, new[] { 0 }, 4);
            loss.Backward(buffer, new[] { 1 }, 4);
            Assert.That(loss.TakeMetrics()[0], Is.EqualTo(0.5).Within(1e-5));
            Assert.That(loss.TakeMetrics(), Is.All.EqualTo(0f), "taken metrics start again");
        }

        [TestCase(1)]
        [TestCase(2)]
        [TestCase(3)]
        public void TheGradientDoesNotDependOnTheSplitIntoMicroBatches(int size)
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { EntropyCoefficient = 0.01 });
            trainer.RandomizeCritic();
            var buffer = Stale(trainer);
            var whole = Gradient(trainer, buffer, Enumerable.Range(0, 8).ToArray());
            var split = Gradient(trainer, buffer, Enumerable.Range(0, 8).GroupBy(i => i / size, (_, g) => g.ToArray()).ToArray());
            Assert.That(whole.Max(g => Math.Abs(g)), Is.GreaterThan(0.01f));
            Assert.That(split, Is.EqualTo(whole).Within(1e-6));
        }

        [Test]
        public void TheGradientIsTheSameEachTime()
        {
            using var trainer = new TinyTrainer();
            var buffer = Stale(trainer);
            var rows = Enumerable.Range(0, 8).ToArray();
            Assert.That(Gradient(trainer, buffer, rows), Is.EqualTo(Gradient(trainer, buffer, (int[])rows.Clone())));
        }

        [Test]
        public void WithoutTheSharedGradientTheValueLossLeavesTheActorAlone()
        {
            float[] Actor(bool shared, double coefficient)
            {
                using var trainer = new TinyTrainer(
                    TinyTrainer.Small with { ValueGradientToBackbone = shared, ValueCoefficient = coefficient });
                trainer.RandomizeCritic();
                Gradient(trainer, Stale(trainer), Enumerable.Range(0, 8).ToArray());
                return HostCopy.Floats(trainer.Learner.Parts[0].Arena.Gradient!);
            }

            var alone = Actor(shared: true, coefficient: 0);
            Assert.That(Actor(shared: false, coefficient: 10), Is.EqualTo(alone).Within(1e-7));
            Assert.That(Actor(shared: true, coefficient: 10), Is.Not.EqualTo(alone).Within(1e-3));
        }

        [Test]
        public void TheCriticLearnsWithAndWithoutTheSharedGradient()
        {
            float[] Critic(bool shared)
            {
                using var trainer = new TinyTrainer(TinyTrainer.Small with { ValueGradientToBackbone = shared });
                trainer.RandomizeCritic();
                Gradient(trainer, Stale(trainer), Enumerable.Range(0, 8).ToArray());
                return HostCopy.Floats(trainer.Learner.Critic.Arena.Gradient!);
            }

            Assert.That(Critic(false).Max(), Is.GreaterThan(1e-3f));
            Assert.That(Critic(false), Is.EqualTo(Critic(true)).Within(1e-7));
        }

        [Test]
        public void TokensThatNobodyChoseGiveNoGradientToTheirOwnPrediction()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { ValueCoefficient = 0, KlCoefficient = 0 });
            // Only the last token is chosen: what the context holds before it may matter as input, but is never a target.
            var episode = new Episode(new[] { 3, 4, 5, 6 }, new[] { new EpisodeReply(3, new float[1], 0, false, 1) }, false);
            var buffer = trainer.Ppo.Prepare(new[] { episode }, 0);
            buffer.Advantages[0][0] = 1;
            Gradient(trainer, buffer, new[] { 0 });
            var hidden = new ReferenceLlama(trainer.Network.Layout, TinyActor.Values(trainer.Network.Layout));
            var p = hidden.LogProbs(episode.Tokens)[2].Select(Math.Exp).ToArray();
            var last = hidden.Hidden(episode.Tokens)[2];
            var expected = p.SelectMany((share, token) => last.Select(h => (share - (token == 6 ? 1 : 0)) * h));
            var head = trainer.Network.Layout.Parameters["head"];
            var actual = HostCopy.Floats(trainer.Learner.Parts[0].Arena.Gradient!).Skip((int)head.Offset).Take((int)head.Count);
            Assert.That(actual, Is.EqualTo(expected).Within(1e-5));
        }

        [Test]
        public void TheEntropyBonusLearnsByTheEntropysOwnGradient()
        {
            const double Bonus = 0.5;
            using var trainer = new TinyTrainer(TinyTrainer.Small with { ValueCoefficient = 0, KlCoefficient = 0, EntropyCoefficient = Bonus });
            var episode = new Episode(new[] { 3, 4, 5, 6 }, new[] { new EpisodeReply(3, new float[1], 0, false, 1) }, false);
            var buffer = trainer.Ppo.Prepare(new[] { episode }, 0);
            buffer.Advantages[0][0] = 0;
            Gradient(trainer, buffer, new[] { 0 });
            var reference = new ReferenceLlama(trainer.Network.Layout, TinyActor.Values(trainer.Network.Layout));
            var logProbs = reference.LogProbs(episode.Tokens)[2].Select(l => (double)l).ToArray();
            var last = reference.Hidden(episode.Tokens)[2];
            double entropy = -logProbs.Sum(l => Math.Exp(l) * l);
            var expected = logProbs.SelectMany(l => last.Select(h => Bonus * Math.Exp(l) * (l + entropy) * h));       // of -c H, H = -sum of p log p
            var head = trainer.Network.Layout.Parameters["head"];
            var actual = HostCopy.Floats(trainer.Learner.Parts[0].Arena.Gradient!).Skip((int)head.Offset).Take((int)head.Count).ToArray();
            Assert.That(actual, Is.EqualTo(expected).Within(1e-6));
            Assert.That(actual.Max(g => Math.Abs(g)), Is.GreaterThan(1e-4));
        }

        [Test]
        public void ThePadTokenGetsNoGradient()
        {
            using var trainer = new TinyTrainer();
            var buffer = trainer.Ppo.Prepare(trainer.Play().Where(e => !e.Tokens.Contains(TinyActor.Pad)).ToList(), 0);
            Gradient(trainer, buffer, Enumerable.Range(0, buffer.Episodes.Count).ToArray());
            var embedding = trainer.Network.Layout.Parameters["embedding"];
            int width = trainer.Network.Config.HiddenSize;
            var gradient = HostCopy.Floats(trainer.Learner.Parts[0].Arena.Gradient!).Skip((int)embedding.Offset).ToArray();
            Assert.That(gradient.Skip(TinyActor.Pad * width).Take(width), Is.All.EqualTo(0f));
            Assert.That(gradient.Take((int)embedding.Count).Max(g => Math.Abs(g)), Is.GreaterThan(1e-3f));
        }

        [Test]
        public void SlotsThatFillAPassUpCountForNothing()
        {
            using var trainer = new TinyTrainer();
            trainer.RandomizeCritic();
            var ids = new long[] { 3, 4, 5, 6 };
            var columns = new[]
            {
                new[] { -3f, -2f }, new[] { -3.1f, -2.2f }, new[] { 1f, -1f }, new[] { 0.5f, 0.2f }, new[] { 0f, 0f }, new[] { 0.5f, 0.5f },
                new[] { 1f, 1f },
            };
            var more = columns.Select(c => c.Concat(new float[3]).ToArray()).ToArray();
            var (loss, gradient) = Kernel(trainer, ids, new long[] { 1, 2 }, new long[] { 5, 6 }, columns);
            var (padded, paddedGradient) = Kernel(trainer, ids, new long[] { 1, 2, 0, 0, 0 }, new long[] { 5, 6, 0, 0, 0 }, more);
            Assert.That(padded, Is.EqualTo(loss).Within(1e-6));
            Assert.That(paddedGradient, Is.EqualTo(gradient).Within(1e-5));
        }

        [TestCase(KlPlacement.Loss, KlEstimator.K2, 0.05, 0.08, 1.1, 0.02)]
        [TestCase(KlPlacement.Loss, KlEstimator.K3, 0.05, 0.0, 0.0, 0.02)]
        [TestCase(KlPlacement.Reward, KlEstimator.K1, 0.0, 0.0, 0.0, 0.0)]
        public void EachOptionActsInItsOwnPlaceOfTheFormula(
            KlPlacement placement, KlEstimator estimator, double clip, double high, double dual, double valueClip)
        {
            var options = TinyTrainer.Small with
            {
                KlPlacement = placement,
                KlEstimator = estimator,
                KlCoefficient = 0.3,
                ClipRange = clip,
                ClipRangeHigh = high,
                DualClip = dual,
                ClipRangeValue = valueClip,
                ValueCoefficient = 0.7,
                EntropyCoefficient = 0.05,
            };
            using var trainer = new TinyTrainer(options);
            trainer.RandomizeCritic();
            var buffer = Stale(trainer, noise: 0.05);
            var now = trainer.Ppo.Prepare(buffer.Episodes, 0);
            using var one = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            using var loss = new PpoLoss(trainer.Learner, options, one);
            loss.SetKlCoefficient(0.3);
            loss.Backward(buffer, Enumerable.Range(0, 8).ToArray(), buffer.TokenCount);
            var metrics = loss.TakeMetrics();

            double policy = 0, value = 0, kl = 0;
            for (int i = 0; i < 8; i++)
            {
                for (int t = 0; t < buffer.OldLogProbs[i].Length; t++)
                {
                    double advantage = buffer.Advantages[i][t];
                    double ratio = Math.Exp((double)now.OldLogProbs[i][t] - buffer.OldLogProbs[i][t]);
                    double upper = 1 + (high > 0 ? high : clip);
                    double bound = clip > 0 ? Math.Clamp(ratio, 1 - clip, upper) : ratio;
                    double objective = Math.Max(-advantage * ratio, -advantage * bound);
                    policy += advantage < 0 && clip > 0 && dual > 0 ? Math.Min(objective, -advantage * dual) : objective;
                    double old = buffer.OldValues[i][t], present = now.OldValues[i][t], target = buffer.Returns[i][t];
                    double near = valueClip > 0 ? old + Math.Clamp(present - old, -valueClip, valueClip) : present;
                    value += 0.5 * Math.Max(Math.Pow(present - target, 2), Math.Pow(near - target, 2));
                    double d = (double)now.OldLogProbs[i][t] - buffer.Reference[i][t];
                    kl += placement == KlPlacement.Reward ? 0 : KlEstimators.Value(estimator, d);
                }
            }

            int n = buffer.TokenCount;
            Assert.That(metrics[0], Is.EqualTo(policy / n).Within(2e-5), "policy");
            Assert.That(metrics[1], Is.EqualTo(value / n).Within(2e-5), "value");
            Assert.That(metrics[2], Is.EqualTo(now.Entropy).Within(2e-5), "entropy");
            Assert.That(metrics[7], Is.EqualTo(kl / n).Within(2e-5), "KL");
            Assert.That(metrics[8], Is.EqualTo(((policy + (0.7 * value) + (0.3 * kl)) / n) - (0.05 * now.Entropy)).Within(5e-5), "total");
            Assert.That(new[] { metrics[4], metrics[5] }, Is.All.Matches<float>(share => share > 0 == clip > 0), "some should be clipped");
        }

        private static (float Loss, float[] Gradient) Kernel(
            TinyTrainer trainer, long[] ids, long[] index, long[] targets, float[][] columns)
        {
            var arena = trainer.Learner.Parts[0].Arena;
            arena.ClearGradient();
            using var scope = NewDisposeScope();
            int tokens = index.Length;
            var idTensor = HostCopy.ToDevice(ids, new long[] { 1, ids.Length }, TinyActor.Device);
            var indexTensor = HostCopy.ToDevice(index, new long[] { tokens }, TinyActor.Device);
            var targetTensor = HostCopy.ToDevice(targets, new long[] { tokens }, TinyActor.Device);
            var columnTensor = HostCopy.ToDevice(columns.SelectMany(c => c).ToArray(), new long[] { columns.Length, tokens }, TinyActor.Device);
            var temperature = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            var coefficients = HostCopy.ToDevice(new[] { 0.2f, 0.2f, 3f, 0.2f, 0.5f, 0.01f, 0.1f, 20f }, new long[] { 8 }, TinyActor.Device);
            var metrics = zeros(new long[] { PpoLossKernel.Metrics.Length }, dtype: ScalarType.Float32, device: TinyActor.Device);
            using var pass = new TrunkPass(trainer.Learner.Actor, idTensor, checkpoint: false);
            var policy = (Tensor)KernelUnit.Shared.invoke(
                "policy_loss", trainer.Learner.Actor.Kernel, pass.Hidden, indexTensor, targetTensor, columnTensor, temperature, coefficients, 3, true, true,
                metrics)!;
            policy.backward();
            var value = (Tensor)KernelUnit.Shared.invoke(
                "value_loss", trainer.Learner.Critic.Kernel, pass.Hidden, indexTensor, columnTensor, coefficients, true, true, metrics)!;
            value.backward();
            pass.Backward();
            return (HostCopy.Floats(policy)[0] + HostCopy.Floats(value)[0], HostCopy.Floats(arena.Gradient!));
        }

        /// <summary>A buffer whose ratios are not 1: the actor has moved since.</summary>
        private static PreparedBuffer Stale(TinyTrainer trainer, double noise = 0.01)
        {
            var buffer = trainer.Ppo.Prepare(trainer.Play(), 0);
            var values = trainer.Learner.Parts[0].Arena.ToArray();
            var moves = new float[values.Length];
            NormalNumbers.Fill(moves, noise, seed: 3);
            trainer.Learner.Parts[0].Arena.Load(values.Zip(moves, (v, n) => v + n).ToArray());
            return buffer;
        }

        /// <summary>The gradients of actor and critic over these micro-batches.</summary>
        private static float[] Gradient(TinyTrainer trainer, PreparedBuffer buffer, params int[][] microBatches)
        {
            using var one = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            using var loss = new PpoLoss(trainer.Learner, trainer.Options, one);
            var arenas = new[] { trainer.Learner.Parts[0].Arena, trainer.Learner.Critic.Arena };
            foreach (var arena in arenas)
                arena.ClearGradient();
            int tokens = microBatches.SelectMany(b => b).Sum(i => buffer.Episodes[i].ActionCount);
            foreach (var rows in microBatches)
                loss.Backward(buffer, rows, tokens);
            return arenas.SelectMany(a => HostCopy.Floats(a.Gradient!)).ToArray();
        }
    }
}
