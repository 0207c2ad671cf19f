#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Experience;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Kernels;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class ImportanceWeightTests
    {
        [Test]
        public void TheLossKernelIsThePlainFormulaOfDecoupledPpo(
            [Values(-1.0, 0.5)] double advantage, [Values(0.5, 1.0, 1.5, 10.0)] double ratio, [Values(0.25, 1.0, 2.0)] double weight)
        {
            var terms = new PpoTerms
            {
                DualClip = 3,
                Estimator = 3,
                KlCoefficient = 0.3,
                EntropyCoefficient = 0.1,
                Entropy = 2,
                ValueCoefficient = 0.7,
            };
            double logProb = -1 + Math.Log(ratio), reference = -1.2;
            double clipped = Math.Max(-advantage * ratio, -advantage * Math.Min(Math.Max(ratio, 0.8), 1.2));
            double policy = advantage < 0 ? Math.Min(clipped, -advantage * 3) : clipped;
            double kl = Math.Exp(reference - logProb) - 1 + logProb - reference;
            double value = 0.5 * (0.1 - 0.4) * (0.1 - 0.4);
            var result = terms.Evaluate(
                logProb, 0.1,
                new PpoToken { Old = -1, Reference = reference, Advantage = advantage, Return = 0.4, Importance = weight });

            Assert.That(result.Loss, Is.EqualTo(weight * (policy + 0.3 * kl) - 0.1 * 2 + 0.7 * value).Within(2e-5));
            Assert.That(result["loss/policy_avg"], Is.EqualTo(weight * policy).Within(2e-5));
            Assert.That(result["policy/entropy_avg"], Is.EqualTo(2).Within(1e-6));
            Assert.That(result["loss/value_avg"], Is.EqualTo(value).Within(1e-6));
        }

        [Test]
        public void WhatTheLearnerWouldHavePlayedItselfIsLearntLikeLivePlayToTheLastBit()
        {
            using var live = new TinyTrainer();
            using var replayed = new TinyTrainer(replay: new ReplayOptions());
            using var control = new TinyTrainer(replay: new ReplayOptions());
            var played = live.Play();
            var own = live.Ppo.Prepare(played, 0).OldLogProbs;                   // as one pass computes them, not as they were sampled
            var exact = played.Select((e, i) => TinyTrainer.Told(e, own[i])).ToList();

            live.Update(played);
            var metrics = replayed.Update(exact).Values;
            control.Update(TinyTrainer.Recorded(exact, nats: 0.1));
            Assert.That(replayed.Learner.Parts.SelectMany(p => p.Arena.ToArray()), Is.EqualTo(live.Learner.Parts.SelectMany(p => p.Arena.ToArray())));
            Assert.That(control.Learner.Parts[0].Arena.ToArray(), Is.Not.EqualTo(live.Learner.Parts[0].Arena.ToArray()));
            Assert.That(metrics["replay/weight_mean"], Is.EqualTo(1));
            Assert.That(metrics["replay/effective_samples"], Is.EqualTo(1));
            Assert.That(metrics["replay/dropped"], Is.EqualTo(0));
        }

        [Test]
        public void RatiosStartAtOneHoweverOldARecordingIs()
        {
            using var trainer = new TinyTrainer(replay: new ReplayOptions());
            var metrics = trainer.Update(TinyTrainer.Recorded(trainer.Play(), nats: 0.9));
            Assert.That(metrics.FirstRatio, Is.EqualTo(1).Within(1e-6));
            Assert.That(metrics.Values["replay/drift"], Is.EqualTo(0.57).Within(0.08), "the mean of |0.9 sin| is 0.573");
            Assert.That(metrics.Values["replay/weight_max"], Is.EqualTo(Math.Exp(0.9)).Within(0.05));
            Assert.That(metrics.Values["replay/effective_samples"], Is.InRange(0.5, 0.95));
        }

        [Test]
        public void WeightsAreRatiosUpToTheCap()
        {
            using var trainer = new TinyTrainer(replay: new ReplayOptions { WeightCap = 1.5, MaximumDrift = 2 });
            var episode = trainer.Play(count: 1)[0];
            var own = trainer.Ppo.Prepare(new[] { episode }, 0).OldLogProbs[0];
            Assume.That(own.Length, Is.GreaterThan(2));
            var moves = own.Select((_, t) => t == 0 ? 1f : t == 1 ? -1f : 0.2f).ToArray();
            var buffer = trainer.Ppo.Prepare(new[] { TinyTrainer.Told(episode, own.Zip(moves, (l, m) => l - m).ToArray()) }, 0);

            var weights = buffer.Importance!;
            Assert.That(weights.Values[0].Take(3), Is.EqualTo(new[] { 1.5, Math.Exp(-1), Math.Exp(0.2) }).Within(1e-5));
            Assert.That(weights.Largest, Is.EqualTo(Math.E).Within(1e-5));
            Assert.That(weights.CappedShare, Is.EqualTo(1.0 / own.Length).Within(1e-9));
            var w = weights.Values[0].Select(x => (double)x).ToArray();
            Assert.That(weights.EffectiveShare, Is.EqualTo(w.Sum() * w.Sum() / (w.Length * w.Sum(x => x * x))).Within(1e-9));
            Assert.That(buffer.OldLogProbs[0], Is.EqualTo(own));
        }

        [Test]
        public void ConversationsTooFarFromTheLearnerAreLeftOut()
        {
            using var trainer = new TinyTrainer(replay: new ReplayOptions());
            var near = trainer.Play();
            var far = near.Take(3).Select(e => TinyTrainer.Told(e, e.Replies[0].LogProbs.Select(l => l - 1.5f).ToArray()));
            var metrics = trainer.Update(near.Concat(far).ToList()).Values;
            Assert.That(metrics["replay/dropped"], Is.EqualTo(3));
            Assert.That(metrics["replay/weight_mean"], Is.EqualTo(1).Within(1e-4));
            Assert.That(metrics["replay/drift"], Is.GreaterThan(0.3));
        }

        [Test]
        public void WhenMostAreTooFarNothingIsLearntAndTheMessageSaysWhatToDo()
        {
            using var trainer = new TinyTrainer(replay: new ReplayOptions());
            var before = trainer.Learner.Parts[0].Arena.ToArray();
            var far = trainer.Play().Select((e, i) => i < 5 ? TinyTrainer.Told(e, e.Replies[0].LogProbs.Select(l => l - 1.5f).ToArray()) : e).ToList();
            var error = Assert.Throws<StaleRecordingException>(() => trainer.Update(far))!;
            Assert.That(error.Message, Does.Contain("5 of an update's 8 conversations").And.Contain("1 nats a token").And.Contain("Record new ones"));
            Assert.That(trainer.Learner.Parts[0].Arena.ToArray(), Is.EqualTo(before));
        }
    }
}
