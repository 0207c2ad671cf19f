#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class PreparedBufferTests
    {
        [Test]
        public void ReturnsComeFromAdvantagesBeforeWhitening()
        {
            using var trainer = new TinyTrainer();
            using var plain = new TinyTrainer(TinyTrainer.Small with { WhitenAdvantages = false });
            trainer.RandomizeCritic();
            plain.RandomizeCritic();
            var whitened = trainer.Ppo.Prepare(trainer.Play(), 0);
            var raw = plain.Ppo.Prepare(plain.Play(), 0);

            Assert.That(Flat(whitened.Returns), Is.EqualTo(Flat(raw.Returns)));
            var values = raw.OldValues.SelectMany(v => v);
            Assert.That(Flat(raw.Returns), Is.EqualTo(Flat(raw.Advantages).Zip(values, (a, v) => a + v)).Within(1e-12));
            var expected = Flat(raw.Advantages);
            Whitening.Apply(expected, bessel: true);
            Assert.That(Flat(whitened.Advantages), Is.EqualTo(expected).Within(1e-12));
        }

        [Test]
        public void AnEpisodeAmongLongerOnesIsScoredAsItIsAlone()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { MicroBatchSize = 8, WhitenAdvantages = false, Lambda = 0.95 });
            trainer.RandomizeCritic();
            var episodes = trainer.Play();
            Assert.That(episodes.Select(e => e.Tokens.Length).Distinct().Count(), Is.GreaterThan(2), "lengths should differ");
            var together = trainer.Ppo.Prepare(episodes, 0);
            for (int i = 0; i < episodes.Count; i++)
            {
                var alone = trainer.Ppo.Prepare(new[] { episodes[i] }, 0);
                Assert.That(together.OldLogProbs[i], Is.EqualTo(alone.OldLogProbs[0]).Within(1e-5));
                Assert.That(together.OldValues[i], Is.EqualTo(alone.OldValues[0]).Within(1e-5));
                Assert.That(together.Advantages[i], Is.EqualTo(alone.Advantages[0]).Within(1e-5));
            }
        }

        [Test]
        public void ThePadTokenDoesNotMatter()
        {
            using var zero = new TinyTrainer(TinyTrainer.Small with { MicroBatchSize = 8 }, padToken: 0);
            using var other = new TinyTrainer(TinyTrainer.Small with { MicroBatchSize = 8 }, padToken: 23);
            var (a, b) = (zero.Ppo.Prepare(zero.Play(), 0), other.Ppo.Prepare(other.Play(), 0));
            Assert.That(a.OldLogProbs.SelectMany(l => l), Is.EqualTo(b.OldLogProbs.SelectMany(l => l)));
            Assert.That(zero.Update(zero.Play()).Values, Is.EqualTo(other.Update(other.Play()).Values));
            Assert.That(zero.Learner.Parts[0].Arena.ToArray(), Is.EqualTo(other.Learner.Parts[0].Arena.ToArray()));
        }

        [Test]
        public void WhatOthersSaidBetweenTwoRepliesHasNoLogProbValueOrAdvantage()
        {
            using var trainer = new TinyTrainer();
            var tokens = TinyActor.Prompt(14, 1);
            var replies = new[] { Reply(2, 3, 0.5), Reply(10, 4, 1.0) };
            var buffer = trainer.Ppo.Prepare(new[] { new Episode(tokens, replies, false) }, 0);
            var rows = new ReferenceLlama(trainer.Network.Layout, TinyActor.Values(trainer.Network.Layout)).LogProbs(tokens);
            var expected = new[] { 2, 3, 4, 10, 11, 12, 13 }.Select(t => rows[t - 1][tokens[t]]);
            Assert.That(buffer.OldLogProbs[0], Is.EqualTo(expected).Within(1e-5));
            Assert.That(new[] { buffer.Advantages[0].Length, buffer.OldValues[0].Length, buffer.TokenCount }, Is.All.EqualTo(7));
        }

        [TestCase(false, 0f)]
        [TestCase(true, 1f)]
        public void OnlyAnInterruptedEpisodeGoesOnWithTheCriticsEstimate(bool interrupted, float share)
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { WhitenAdvantages = false, Gamma = 0.9 });
            trainer.RandomizeCritic();
            var tokens = TinyActor.Prompt(9, 1);
            var truncated = new Episode(tokens, new[] { new EpisodeReply(4, new float[5], 0, truncated: true, 0.5) }, interrupted);
            // The same conversation with one chosen token more shows the value after the last token.
            var longer = new Episode(tokens.Append(4).ToArray(), new[] { Reply(4, 6, 0.5) }, false);

            double after = trainer.Ppo.Prepare(new[] { longer }, 0).OldValues[0][5];
            var returns = trainer.Ppo.Prepare(new[] { truncated }, 0).Returns[0];
            Assert.That(Math.Abs(after), Is.GreaterThan(0.01), "the critic should have something to say");
            Assert.That(returns[4], Is.EqualTo(0.5 + 0.9 * share * after).Within(1e-5));
        }

        [Test]
        public void TokensOfOlderWeightsKeepTheLogProbsTheyWereSampledWith()
        {
            using var trainer = new TinyTrainer();
            var old = trainer.Play(count: 3, version: 0);
            trainer.Update(trainer.Play());
            var fresh = trainer.Play(count: 2, seed: 5, version: 1);
            var buffer = trainer.Ppo.Prepare(old.Concat(fresh).ToList(), 1);

            for (int i = 0; i < old.Count; i++)
                Assert.That(buffer.OldLogProbs[i], Is.EqualTo(old[i].Replies[0].LogProbs));
            Assert.That(buffer.StaleShare, Is.EqualTo(old.Sum(e => e.ActionCount) / (double)buffer.TokenCount).Within(1e-12));
            Assert.That(buffer.LogProbGap, Is.LessThan(1e-5));
            Assert.That(trainer.Update(old, 1).FirstRatio, Is.Not.EqualTo(1).Within(1e-4));
        }

        [Test]
        public void ALogProbThatTheWeightsDoNotGiveShowsInTheGap()
        {
            using var trainer = new TinyTrainer();
            var episode = trainer.Play(count: 1)[0];
            var reply = episode.Replies[0];
            var wrong = reply.LogProbs.Select((l, i) => i == 0 ? l - 0.25f : l).ToArray();
            var told = new Episode(episode.Tokens, new[] { new EpisodeReply(reply.Start, wrong, 0, false, 0) }, false);
            Assert.That(trainer.Ppo.Prepare(new[] { told }, 0).LogProbGap, Is.EqualTo(0.25).Within(1e-4));
        }

        [Test]
        public void ExplainedVarianceIsOneForTheRightCriticAndZeroForAConstantOne()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { KlCoefficient = 0 });
            var buffer = trainer.Ppo.Prepare(trainer.Play(), 0);
            Assert.That(buffer.ExplainedVariance, Is.EqualTo(0).Within(1e-9));
        }

        [TestCase(KlPlacement.Reward, KlEstimator.K1)]
        [TestCase(KlPlacement.Reward, KlEstimator.K3)]
        [TestCase(KlPlacement.Loss, KlEstimator.K2)]
        public void MeansOfTheBufferAreThoseOfItsTokensAndEpisodes(KlPlacement placement, KlEstimator estimator)
        {
            var options = new PpoOptions
            {
                KlPlacement = placement,
                KlEstimator = estimator,
                WhitenAdvantages = false,
                Gamma = 1,
                Lambda = 1,
            };
            var episodes = new[] { Played(2, 1.0), Played(3, 0.0), Played(1, 0.5) };
            var current = episodes.Select((e, i) => Scores(e.ActionCount, i, -1f, 0.25f)).ToArray();
            var reference = episodes.Select((e, i) => Scores(e.ActionCount, i + 3, -1.5f, 0f)).ToArray();
            var buffer = PreparedBuffer.Prepare(episodes, current, reference, 0, 0.2, options);

            var differences = current.Zip(reference, (c, r) => c.LogProbs.Zip(r.LogProbs, (a, b) => (double)a - b).ToArray()).ToArray();
            Assert.That(buffer.TokenCount, Is.EqualTo(6));
            Assert.That(buffer.SequenceKl, Is.EqualTo(differences.Average(d => d.Sum())).Within(1e-9));
            double penalty = differences.Average(d => d.Sum(x => 0.2 * (estimator == KlEstimator.K1 ? x : Math.Exp(-x) - 1 + x)));
            Assert.That(buffer.KlPenalty, Is.EqualTo(placement == KlPlacement.Reward ? penalty : 0).Within(1e-9));
            Assert.That(buffer.Entropy, Is.EqualTo(current.SelectMany(c => c.Entropies).Average()).Within(1e-6));
            Assert.That(buffer.Reference, Is.EqualTo(reference.Select(r => r.LogProbs)));

            var returns = Flat(buffer.Returns);
            var errors = returns.Zip(current.SelectMany(c => c.Values), (r, v) => r - v).ToArray();
            Assert.That(buffer.ExplainedVariance, Is.EqualTo(1 - (Variance(errors) / Variance(returns))).Within(1e-9));
            Assert.That(buffer.ExplainedVariance, Is.Not.EqualTo(0).Within(0.001));
        }

        [Test]
        public void WithoutAReferenceTheKlIsZero()
        {
            var episodes = new[] { Played(2, 1.0) };
            var buffer = PreparedBuffer.Prepare(episodes, new[] { Scores(2, 0, -1f, 0f) }, null, 0, 0.2, new PpoOptions());
            Assert.That((buffer.SequenceKl, buffer.KlPenalty), Is.EqualTo((0.0, 0.0)));
            Assert.That(buffer.Reference[0], Is.EqualTo(buffer.OldLogProbs[0]));
        }

        [Test]
        public void TheGapIsTheLargestOfTokensOfThePresentWeightsAlone()
        {
            var scores = TokenScores.Of(new[] { -1f, -1f, -1f, -1f });
            var replies = new[]
            {
                new EpisodeReply(1, new[] { -1.25f, -0.5f }, policyVersion: 3, false, 0),
                new EpisodeReply(5, new[] { -9f, -8f }, policyVersion: 2, false, 0),
            };
            var episode = new Episode(new int[8], replies, false);
            var buffer = PreparedBuffer.Prepare(new[] { episode }, new[] { scores }, null, 3, 0, new PpoOptions());
            Assert.That(buffer.LogProbGap, Is.EqualTo(0.5).Within(1e-6));
            Assert.That(buffer.StaleShare, Is.EqualTo(0.5));
            Assert.That(buffer.OldLogProbs[0], Is.EqualTo(new[] { -1f, -1f, -9f, -8f }));
        }

        private static Episode Played(int length, double score) =>
            new Episode(new int[length + 2], new[] { Reply(2, length, score) }, false);

        /// <summary>Log-probs, entropies and values that differ from token to token.</summary>
        private static TokenScores Scores(int length, int seed, float logProb, float value)
        {
            float At(int t, float of) => of * (1 + (0.1f * (float)Math.Sin((7 * seed) + (3 * t) + 1)));
            return new TokenScores(
                Enumerable.Range(0, length).Select(t => At(t, logProb)).ToArray(),
                Enumerable.Range(0, length).Select(t => At(t, 2f)).ToArray(),
                Enumerable.Range(0, length).Select(t => At(t + 2, value)).ToArray(), 0f);
        }

        private static double Variance(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / values.Length;

        private static EpisodeReply Reply(int start, int length, double score) =>
            new EpisodeReply(start, new float[length], 0, false, score);

        private static double[] Flat(double[][] values) => values.SelectMany(v => v).ToArray();
    }
}
