#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class PpoUpdateTests
    {
        [TestCase(1.0, 1)]
        [TestCase(1.0, 3)]
        [TestCase(1.0, 8)]
        [TestCase(0.7, 3)]
        public void TheFirstMinibatchHasRatioOneAndNothingClipped(double temperature, int microBatch)
        {
            using var trainer = new TinyTrainer(
                TinyTrainer.Small with { Epochs = 1, MinibatchSize = 8, MicroBatchSize = microBatch }, temperature);
            var metrics = trainer.Update(trainer.Play()).Values;
            Assert.That(metrics["val/ratio_first"], Is.EqualTo(1).Within(1e-5));
            Assert.That(metrics["policy/clipfrac_avg"], Is.Zero);
            Assert.That(metrics["policy/approxkl_avg"], Is.LessThan(1e-9));
            Assert.That(metrics["policy/logprob_gap"], Is.LessThan(1e-5));
        }

        [TestCase(1)]
        [TestCase(2)]
        [TestCase(3)]
        [TestCase(8)]
        public void WithALearningRateOfZeroTheRatioIsOneInAllEpochsAndNothingChanges(int microBatch)
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { MinibatchSize = 3, MicroBatchSize = microBatch });
            var actor = trainer.Learner.Parts[0].Arena.ToArray();
            var critic = trainer.Learner.Critic.Arena.ToArray();
            var metrics = trainer.Update(trainer.Play(), rateFactor: 0).Values;
            Assert.That(metrics["val/ratio"], Is.EqualTo(1).Within(1e-5));
            Assert.That(metrics["policy/approxkl_avg"], Is.LessThan(1e-9));
            Assert.That(metrics["policy/clipfrac_avg"], Is.Zero);
            Assert.That(trainer.Learner.Parts[0].Arena.ToArray(), Is.EqualTo(actor));
            Assert.That(trainer.Learner.Critic.Arena.ToArray(), Is.EqualTo(critic));
        }

        [Test]
        public void OneStepChangesEveryWeightOfActorAndCriticAndNoneOfTheReference()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { Epochs = 1, MinibatchSize = 8 });
            trainer.RandomizeCritic();
            var actor = trainer.Learner.Parts[0].Arena;
            var critic = trainer.Learner.Critic.Arena;
            var (actorBefore, criticBefore) = (actor.ToArray(), critic.ToArray());
            trainer.Update(trainer.Play());

            Assert.That(Changed(actor, actorBefore), Is.EqualTo(actor.Layout.Slots.Select(s => s.Name)));
            Assert.That(Changed(critic, criticBefore), Is.EqualTo(critic.Layout.Slots.Select(s => s.Name)));
            Assert.That(trainer.Learner.Reference!.Value.Weights.Arena.ToArray(), Is.EqualTo(actorBefore));
        }

        [Test]
        public void AFreshCriticLearnsToo()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { Epochs = 1 });
            var critic = trainer.Learner.Critic.Arena;
            var before = critic.ToArray();
            trainer.Update(trainer.Play());
            Assert.That(Changed(critic, before), Is.EqualTo(critic.Layout.Slots.Select(s => s.Name)));
        }

        [Test]
        public void TheKlToTheReferenceIsExactlyZeroAtTheStartAndNotAfterAStep()
        {
            using var trainer = new TinyTrainer();
            var first = trainer.Update(trainer.Play()).Values;
            Assert.That(first["objective/kl"], Is.EqualTo(0.0));
            Assert.That(first["objective/non_score_reward"], Is.Zero);
            var second = trainer.Update(trainer.Play(seed: 2, version: 1), version: 1).Values;
            Assert.That(second["objective/kl"], Is.Not.Zero);
        }

        [Test]
        public void TheMeanSequenceKlIsNotNegativeAndAgreesWithTheEstimatorThatNeverIs()
        {
            using var trainer = new TinyTrainer();
            var values = TinyActor.Values(trainer.Network.Layout);
            var noise = new float[values.Length];
            NormalNumbers.Fill(noise, 0.03, seed: 4);
            trainer.Learner.Parts[0].Arena.Load(values.Zip(noise, (v, n) => v + n).ToArray());

            var buffer = trainer.Ppo.Prepare(trainer.Play(count: 400), 0);
            double[] Sums(KlEstimator estimator) => buffer.OldLogProbs
                .Zip(buffer.Reference, (p, r) => p.Zip(r, (a, b) => KlEstimators.Value(estimator, (double)a - b)).Sum()).ToArray();
            var (k1, k3) = (Sums(KlEstimator.K1), Sums(KlEstimator.K3));
            Assert.That(buffer.SequenceKl, Is.EqualTo(k1.Average()).Within(1e-9));
            Assert.That(k1.Average(), Is.GreaterThan(-3 * StandardError(k1)));
            Assert.That(k1.Average(), Is.EqualTo(k3.Average()).Within(3 * StandardError(k1.Zip(k3, (a, b) => a - b).ToArray())));
            Assert.That(k3.Average(), Is.GreaterThan(0.05), "the policies should differ");
        }

        [TestCase(KlPlacement.Reward)]
        [TestCase(KlPlacement.Loss)]
        public void WhatKlTakesOffTheScoreIsLoggedWhereItDoes(KlPlacement placement)
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { KlPlacement = placement, KlEstimator = KlEstimator.K3 });
            trainer.Update(trainer.Play());
            var metrics = trainer.Update(trainer.Play(seed: 2, version: 1), version: 1).Values;
            bool inReward = placement == KlPlacement.Reward;
            Assert.That(metrics["objective/non_score_reward"], inReward ? Is.LessThan(0) : Is.Zero);
            Assert.That(metrics["loss/kl_avg"], inReward ? Is.Zero : Is.GreaterThan(0));
        }

        [Test]
        public void WithoutAKlCoefficientThereIsNoReferenceAndNoKl()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { KlCoefficient = 0 });
            Assert.That(trainer.Learner.Reference, Is.Null);
            trainer.Update(trainer.Play());
            var metrics = trainer.Update(trainer.Play(seed: 2, version: 1), version: 1).Values;
            Assert.That((metrics["objective/kl"], metrics["objective/kl_coef"], trainer.Kl.Coefficient), Is.EqualTo((0.0, 0.0, 0.0)));
        }

        [Test]
        public void AnAdaptiveCoefficientSeesTheSumOverTheSequence()
        {
            var options = TinyTrainer.Small with { KlCoefficient = 0.1, KlTarget = 1e-3, KlHorizon = 100 };
            using var trainer = new TinyTrainer(options);
            trainer.Update(trainer.Play());
            Assert.That(trainer.Kl.Coefficient, Is.EqualTo(0.1 * (1 - 0.2 * 8 / 100)).Within(1e-12));     // KL was 0: −1 clipped to −0.2

            var episodes = trainer.Play(seed: 2, version: 1);
            var buffer = trainer.Ppo.Prepare(episodes, 1);
            double sum = buffer.OldLogProbs.Zip(buffer.Reference, (p, r) => p.Zip(r, (a, b) => (double)a - b).Sum()).Average();
            Assert.That(trainer.Update(episodes, 1).Values["objective/kl"], Is.EqualTo(sum).Within(1e-9));
        }

        [Test]
        public void MetricsDoNotDependOnTheMicroBatches()
        {
            var runs = new[] { 1, 3, 8 }.Select(size =>
            {
                using var trainer = new TinyTrainer(TinyTrainer.Small with { Epochs = 2, MinibatchSize = 5, MicroBatchSize = size });
                trainer.RandomizeCritic();
                return trainer.Update(trainer.Play()).Values;
            }).ToArray();
            foreach (string name in runs[0].Keys.Where(k => k != "policy/logprob_gap"))
                Assert.That(runs.Select(r => r[name]), Is.All.EqualTo(runs[0][name]).Within(2e-5), name);
        }

        [Test]
        public void AnEarlyStopLeavesTheParametersAsTheMinibatchBeforeLeftThem()
        {
            var options = TinyTrainer.Small with { MinibatchSize = 8, LearningRate = 0.05 };
            using var stopped = new TinyTrainer(options with { TargetUpdateKl = 1e-4 });
            using var once = new TinyTrainer(options with { Epochs = 1 });
            var metrics = stopped.Update(stopped.Play());
            once.Update(once.Play());

            Assert.That((metrics.StoppedEarly, metrics.Values["policy/stopped_early"]), Is.EqualTo((true, 1.0)));
            Assert.That(stopped.Learner.Parts[0].Arena.ToArray(), Is.EqualTo(once.Learner.Parts[0].Arena.ToArray()));
            Assert.That(stopped.Learner.Critic.Arena.ToArray(), Is.EqualTo(once.Learner.Critic.Arena.ToArray()));
            Assert.That(stopped.Learner.Parts[0].Optimizer.Capture().Steps, Is.EqualTo(1f));
            Assert.That(HostCopy.Floats(stopped.Learner.Parts[0].Arena.Gradient!), Is.All.EqualTo(0f));
        }

        [Test]
        public void ALooseBoundOnTheUpdatesKlStopsNothing()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { TargetUpdateKl = 1e3 });
            var metrics = trainer.Update(trainer.Play());
            Assert.That(metrics.StoppedEarly, Is.False);
            Assert.That(trainer.Learner.Parts[0].Optimizer.Capture().Steps, Is.EqualTo(8f));
        }

        [Test]
        public void RepliesOfOneTokenGiveAFiniteUpdate()
        {
            using var trainer = new TinyTrainer();
            var episodes = trainer.Play(maxTokens: 1);
            Assert.That(episodes.Select(e => e.ActionCount), Is.All.EqualTo(1));
            var metrics = trainer.Update(episodes).Values;
            Assert.That(metrics.Values.Where(v => double.IsNaN(v) || double.IsInfinity(v)), Is.Empty);
            Assert.That(trainer.Learner.Parts[0].Arena.ToArray().Where(v => float.IsNaN(v)), Is.Empty);
        }

        [Test]
        public void StepsWhoseGradientIsNotFiniteAreLeftOutAndCounted()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { KlCoefficient = 0, Epochs = 1 });
            var episodes = trainer.Play();
            var reply = episodes[3].Replies[0];
            var broken = new EpisodeReply(reply.Start, reply.LogProbs.Select(_ => float.NaN).ToArray(), policyVersion: 7, false, 0);
            episodes[3] = new Episode(episodes[3].Tokens, new[] { broken }, false);
            var metrics = trainer.Update(episodes, version: 0);
            Assert.That(metrics.SkippedSteps, Is.EqualTo(1), "the other minibatch has no such token");
            Assert.That(trainer.Learner.Parts[0].Optimizer.Capture().Steps, Is.EqualTo(1f));
            Assert.That(trainer.Learner.Parts[0].Arena.ToArray().Where(v => float.IsNaN(v)), Is.Empty);
            Assert.That(metrics.Values["loss/total"], Is.Not.NaN);
        }

        [Test]
        public void ABufferOfOneTokenGivesAFiniteUpdate()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { BufferSize = 1, MinibatchSize = 1 });
            var metrics = trainer.Update(trainer.Play(count: 1, maxTokens: 1)).Values;
            Assert.That(metrics.Values.Where(v => double.IsNaN(v) || double.IsInfinity(v)), Is.Empty);
        }

        [Test]
        public void NPlusMUpdatesAreNThenARestoredLearnerAndM()
        {
            var options = TinyTrainer.Small with { KlTarget = 1.0, KlHorizon = 100, WeightDecay = 0.01 };
            using var whole = new TinyTrainer(options);
            for (int version = 0; version < 4; version++)
                whole.Update(whole.Play(seed: (ulong)version, version: version), version);

            using var first = new TinyTrainer(options);
            for (int version = 0; version < 2; version++)
                first.Update(first.Play(seed: (ulong)version, version: version), version);
            using var second = new TinyTrainer(options);
            LearnerState.Capture(first.Learner, first.Kl).Restore(second.Learner, second.Kl);
            for (int version = 2; version < 4; version++)
                second.Update(second.Play(seed: (ulong)version, version: version), version);
            AssertBitEqual(LearnerState.Capture(second.Learner, second.Kl), LearnerState.Capture(whole.Learner, whole.Kl));
        }

        [Test]
        public void AnInterruptedUpdateCanBeUndone()
        {
            using var trainer = new TinyTrainer();
            trainer.Update(trainer.Play());
            var before = LearnerState.Capture(trainer.Learner, trainer.Kl);
            using var cancelled = new CancellationTokenSource();
            cancelled.Cancel();
            var episodes = trainer.Play(seed: 2, version: 1);
            Assert.That(() => trainer.Update(episodes, 1, 1.0, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
            AssertBitEqual(LearnerState.Capture(trainer.Learner, trainer.Kl), before);
            trainer.Update(episodes, 1);
            before.Restore(trainer.Learner, trainer.Kl);
            AssertBitEqual(LearnerState.Capture(trainer.Learner, trainer.Kl), before);
        }

        [Test]
        public void TheActorLearnsWhatIsRewarded()
        {
            using var trainer = new TinyTrainer(TinyTrainer.Small with { BufferSize = 64, MinibatchSize = 32, MicroBatchSize = 32 });
            double Mean(List<Episode> episodes) => episodes.Average(e => e.Replies[0].Score);
            double before = Mean(trainer.Play(count: 200, seed: 99));
            for (int version = 0; version < 8; version++)
                trainer.Update(trainer.Play(count: 64, seed: (ulong)version, version: version), version);
            Assert.That(Mean(trainer.Play(count: 200, seed: 99)), Is.GreaterThan(before + 0.15));
        }

        private static IEnumerable<string> Changed(ParameterArena arena, float[] before)
        {
            var after = arena.ToArray();
            return arena.Layout.Slots
                .Where(s => !after.AsSpan((int)s.Offset, (int)s.Count).SequenceEqual(before.AsSpan((int)s.Offset, (int)s.Count)))
                .Select(s => s.Name);
        }

        private static double StandardError(double[] values)
        {
            double mean = values.Average();
            return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
        }

        private static void AssertBitEqual(LearnerState actual, LearnerState expected)
        {
            Assert.That(actual.Actor, Is.EqualTo(expected.Actor));
            Assert.That(actual.Parts[1].Values, Is.EqualTo(expected.Parts[1].Values));
            AssertBitEqual(actual.Parts[0].Optimizer, expected.Parts[0].Optimizer);
            AssertBitEqual(actual.Parts[1].Optimizer, expected.Parts[1].Optimizer);
            Assert.That(actual.KlCoefficient, Is.EqualTo(expected.KlCoefficient));
        }

        private static void AssertBitEqual(OptimizerState actual, OptimizerState expected)
        {
            Assert.That(actual.First, Is.EqualTo(expected.First));
            Assert.That(actual.Second, Is.EqualTo(expected.Second));
            Assert.That(actual.Steps, Is.EqualTo(expected.Steps));
        }
    }
}
