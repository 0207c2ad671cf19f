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

namespace Repartee.Training.Tests.Ppo
{
    public sealed class PpoMetricsTests
    {
        [Test]
        public void MeansAreOverTokensAndAStepWithoutAFiniteGradientCountsForNothing()
        {
            using var metrics = new PpoMetrics();
            Add(metrics, first: 1, tokens: 2, norm: 3);
            Add(metrics, first: 5, tokens: 6, norm: 6);
            Add(metrics, first: 100, tokens: 4, float.NaN);
            Add(metrics, first: 100, tokens: 4, float.PositiveInfinity);
            metrics.Read();
            metrics.Summarize(Buffer(), klCoefficient: 0.2, learningRate: 0.001);

            for (int i = 0; i < PpoLossKernel.Metrics.Length; i++)
                Assert.That(metrics.Values[PpoLossKernel.Metrics[i]], Is.EqualTo(4 + i).Within(1e-6), "(2 * 1 + 6 * 5) / 8 + i");
            Assert.That(metrics.Values["policy/grad_norm"], Is.EqualTo(4.5).Within(1e-6));
            Assert.That(metrics.Values["policy/skipped_steps"], Is.EqualTo(2));
            Assert.That(metrics.Values["val/ratio_first"], Is.EqualTo(7), "of the first step alone");
        }

        [TestCase(false, 0)]
        [TestCase(true, 1)]
        public void TheBuffersOwnMeasuresKeepTheirNames(bool stopped, int shown)
        {
            var buffer = Buffer();
            using var metrics = new PpoMetrics { StoppedEarly = stopped };
            metrics.Summarize(buffer, klCoefficient: 0.2, learningRate: 0.001);
            var expected = new Dictionary<string, double>
            {
                ["policy/grad_norm"] = 0,
                ["policy/skipped_steps"] = 0,
                ["policy/stopped_early"] = shown,
                ["policy/stale_share"] = buffer.StaleShare,
                ["policy/logprob_gap"] = buffer.LogProbGap,
                ["val/ratio_first"] = double.NaN,
                ["val/explained_variance"] = buffer.ExplainedVariance,
                ["objective/kl"] = buffer.SequenceKl,
                ["objective/kl_coef"] = 0.2,
                ["objective/entropy"] = buffer.Entropy,
                ["objective/non_score_reward"] = -buffer.KlPenalty,
                ["lr"] = 0.001,
            };
            foreach (string metric in PpoLossKernel.Metrics)
                expected[metric] = 0;
            Assert.That(metrics.Values, Is.EquivalentTo(expected));
            Assert.That(new[] { buffer.StaleShare, buffer.LogProbGap, buffer.SequenceKl, buffer.Entropy, buffer.KlPenalty }, Has.None.EqualTo(0));
        }

        [Test]
        public void WeightsOfRecordedTokensAreTold()
        {
            var episodes = new[] { Recorded(-1f, -1f), Recorded(-9f, -9f) };
            var scores = new[] { Scores(-0.5f, -1.25f), Scores(-1f, -1f) };
            var replay = new ReplayOptions { WeightCap = 1.5, MaximumDrift = 1, MaximumDroppedShare = 0.5 };
            var importance = ImportanceWeights.Compute(episodes, scores, replay);
            using var metrics = new PpoMetrics();
            metrics.Summarize(
                PreparedBuffer.Prepare(
                    importance.Kept(episodes), importance.Kept(scores), new[] { TokenScores.Of(new[] { -2f, -2f }) }, 1, 0, new PpoOptions(), importance),
                0, 0.001);

            double capped = 1.5, other = Math.Exp(-0.25);
            Assert.That(metrics.Values["replay/weight_mean"], Is.EqualTo((capped + other) / 2).Within(1e-6));
            Assert.That(metrics.Values["replay/weight_max"], Is.EqualTo(Math.Exp(0.5)).Within(1e-6));
            Assert.That(metrics.Values["replay/capped_share"], Is.EqualTo(0.5));
            Assert.That(
                metrics.Values["replay/effective_samples"],
                Is.EqualTo((capped + other) * (capped + other) / (2 * ((capped * capped) + (other * other)))).Within(1e-6));
            Assert.That(metrics.Values["replay/drift"], Is.EqualTo((0.5 + 0.25 + 8 + 8) / 4).Within(1e-6));
            Assert.That(metrics.Values["replay/dropped"], Is.EqualTo(1));
            Assert.That(metrics.Values["objective/kl"], Is.EqualTo((capped * 1.5) + (other * 0.75)).Within(1e-6), "weighed like the rest");
        }

        private static void Add(PpoMetrics metrics, float first, int tokens, float norm)
        {
            var means = Enumerable.Range(0, PpoLossKernel.Metrics.Length).Select(i => first + i).ToArray();
            metrics.Add(
                HostCopy.ToDevice(means, new long[] { means.Length }, TinyActor.Device), tokens,
                HostCopy.ToDevice(new[] { norm }, Array.Empty<long>(), TinyActor.Device));
        }

        private static Episode Recorded(params float[] logProbs) =>
            new Episode(new int[1 + logProbs.Length], new[] { new EpisodeReply(1, logProbs, 0, false, 1) }, false);

        private static TokenScores Scores(params float[] logProbs) =>
            new TokenScores(logProbs, new float[logProbs.Length], new float[logProbs.Length], 0f);

        private static PreparedBuffer Buffer()
        {
            var replies = new[]
            {
                new EpisodeReply(1, new[] { -1f, -2f }, policyVersion: 1, false, 1), new EpisodeReply(3, new[] { -1f }, policyVersion: 0, false, 0),
            };
            var scores = new TokenScores(new[] { -1.5f, -2f, -1f }, new[] { 1f, 2f, 1f }, new[] { 0.1f, 0.5f, 0.2f }, 0f);
            return PreparedBuffer.Prepare(
                new[] { new Episode(new int[4], replies, false) }, new[] { scores }, new[] { TokenScores.Of(new[] { -2f, -2f, -2f }) }, 1, 0.2,
                new PpoOptions());
        }
    }
}
