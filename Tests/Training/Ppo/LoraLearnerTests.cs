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
using Repartee.Training.Tests.Lora;
using Repartee.Training.Tests.Parity;

namespace Repartee.Training.Tests.Ppo
{
    /// <summary>One frozen backbone for actor, critic and reference, and an adapter each for those that learn.</summary>
    public sealed class LoraLearnerTests
    {
        private static PpoOptions OneMinibatch => PlayingLearner.Small with { Epochs = 1, MinibatchSize = 8 };

        [Test]
        public void WithAFreshAdapterTheReferenceIsTheBackboneAloneAndTheKlExactlyZero()
        {
            using var learner = PlayingLearner.Fresh(PlayingLearner.Small);
            var reference = learner.Learner.Reference!.Value;
            Assert.That(reference.Weights, Is.SameAs(learner.Learner.Actor.Weights));
            Assert.That(reference.Adapter, Is.Empty);
            var first = learner.Update(learner.Play()).Values;
            Assert.That((first["objective/kl"], first["objective/non_score_reward"]), Is.EqualTo((0.0, 0.0)));
            var second = learner.Update(learner.Play(seed: 2, version: 1), version: 1).Values;
            Assert.That(Math.Abs(second["objective/kl"]), Is.GreaterThan(1e-4));
        }

        [Test]
        public void FromAnAdapterTheReferenceIsItsFrozenCopyAndTheKlExactlyZero()
        {
            using var learner = PlayingLearner.Continued(PlayingLearner.Small);
            var reference = learner.Learner.Reference!.Value;
            var episodes = learner.Play();
            var (before, alone) = (Scores(reference, episodes), Scores(learner.Learner.Actor.Weights, episodes));
            Assert.That(ForwardPass.Gap(before, alone), Is.GreaterThan(0.1), "the adapter should matter");
            Assert.That(learner.Update(episodes).Values["objective/kl"], Is.EqualTo(0.0));
            var second = learner.Update(learner.Play(seed: 2, version: 1), version: 1).Values;
            Assert.That(Math.Abs(second["objective/kl"]), Is.GreaterThan(1e-4));
            Assert.That(Scores(reference, episodes), Is.EqualTo(before));
            Assert.That(Scores(learner.Learner.Actor, episodes), Is.Not.EqualTo(before));
        }

        [Test]
        public void AnUpdateChangesBothAdaptersAndTheHeadAndNotABitOfTheBackbone()
        {
            using var learner = PlayingLearner.Fresh(PlayingLearner.Small);
            var backbone = learner.Learner.Actor.Weights.Arena;
            var before = learner.Learner.Parts.Select(p => p.Arena.ToArray()).ToArray();
            learner.Update(learner.Play());

            Assert.That(learner.Learner.Parts.Select(p => p.Name), Is.EqualTo(new[] { "actor", "critic_adapter", "critic" }));
            Assert.That(backbone.Gradient, Is.Null);
            Assert.That(backbone.ToArray(), Is.EqualTo(TinyActor.Values(learner.Network.Layout)));
            foreach (var (part, old) in learner.Learner.Parts.Zip(before, (p, b) => (p.Arena, b)))
            {
                var now = part.ToArray();
                var changed = part.Layout.Slots
                    .Where(s => !now.AsSpan((int)s.Offset, (int)s.Count).SequenceEqual(old.AsSpan((int)s.Offset, (int)s.Count)));
                Assert.That(changed, Is.EqualTo(part.Layout.Slots));
            }
        }

        [Test]
        public void TheCriticsAdapterDoesNotMoveTheActorNorTheActorsTheCritic()
        {
            using var learner = PlayingLearner.Fresh(PlayingLearner.Small with { ValueCoefficient = 0 });
            var before = learner.Learner.Parts.Select(p => p.Arena.ToArray()).ToArray();
            learner.RandomizeCritic();
            var critic = learner.Learner.Parts[1].Arena.ToArray();
            learner.Update(learner.Play());
            Assert.That(learner.Learner.Parts[0].Arena.ToArray(), Is.Not.EqualTo(before[0]));
            Assert.That(learner.Learner.Parts[1].Arena.ToArray(), Is.EqualTo(critic), "without a value loss");
        }

        [Test]
        public void TheFirstMinibatchHasRatioOneAndNothingClipped([Values] bool fresh, [Values(1, 3, 8)] int microBatch)
        {
            var options = OneMinibatch with { MicroBatchSize = microBatch };
            using var learner = fresh ? PlayingLearner.Fresh(options) : PlayingLearner.Continued(options);
            var metrics = learner.Update(learner.Play()).Values;
            Assert.That(metrics["val/ratio_first"], Is.EqualTo(1).Within(1e-5));
            Assert.That(metrics["policy/clipfrac_avg"], Is.Zero);
            Assert.That(metrics["policy/approxkl_avg"], Is.InRange(0, 1e-9));
            Assert.That(metrics["policy/logprob_gap"], Is.InRange(0, 1e-5));
        }

        [Test]
        public void TheConfigurationsDropoutPlaysNoPartInPpo()
        {
            var network = TinyActor.Network();
            var adapter = TinyLora.Adapter(network, TinyLora.Config() with { Dropout = 0.5 }, seed: 4, trainable: true);
            using var learner = PlayingLearner.With(network, adapter, fresh: false, OneMinibatch);
            var metrics = learner.Update(learner.Play()).Values;
            Assert.That(metrics["objective/kl"], Is.EqualTo(0.0));
            Assert.That(metrics["val/ratio_first"], Is.EqualTo(1).Within(1e-5));
            Assert.That(metrics["policy/logprob_gap"], Is.InRange(0, 1e-5));
        }

        [Test]
        public void WithoutAKlCoefficientThereIsNoReference()
        {
            using var learner = PlayingLearner.Continued(PlayingLearner.Small with { KlCoefficient = 0 });
            Assert.That(learner.Learner.Reference, Is.Null);
            learner.Update(learner.Play());
            Assert.That(learner.Update(learner.Play(seed: 2, version: 1), version: 1).Values["objective/kl"], Is.Zero);
        }

        [Test]
        public void PublishedWeightsTalkWithTheAdapterMerged()
        {
            using var learner = PlayingLearner.Continued(PlayingLearner.Small);
            learner.Update(learner.Play());
            using var published = learner.Learner.Published();
            var episodes = learner.Play(seed: 2, version: 1, policy: published);
            Assert.That(episodes.Sum(e => e.ActionCount), Is.GreaterThan(30));
            Assert.That(learner.Ppo.Prepare(episodes, 1).LogProbGap, Is.InRange(1e-9, 1e-4));
            var alone = learner.Play(seed: 2, version: 1, policy: learner.Learner.Actor.Weights);
            Assert.That(learner.Ppo.Prepare(alone, 1).LogProbGap, Is.GreaterThan(0.1), "the backbone alone is another actor");
        }

        [Test]
        public void NPlusMUpdatesAreNThenARestoredLearnerAndMBitForBit()
        {
            void Run(PlayingLearner learner, int from, int to)
            {
                for (int version = from; version < to; version++)
                    learner.Update(learner.Play(seed: (ulong)version, version: version), version);
            }

            var options = PlayingLearner.Small with { KlTarget = 1.0, KlHorizon = 100, WeightDecay = 0.01 };
            using var whole = PlayingLearner.Fresh(options);
            using var first = PlayingLearner.Fresh(options);
            using var second = PlayingLearner.Fresh(options);
            Run(whole, 0, 4);
            Run(first, 0, 2);
            LearnerState.Capture(first.Learner, first.Kl).Restore(second.Learner, second.Kl);
            Run(second, 2, 4);
            var (expected, found) = (LearnerState.Capture(whole.Learner, whole.Kl), LearnerState.Capture(second.Learner, second.Kl));
            Assert.That(found.KlCoefficient, Is.EqualTo(expected.KlCoefficient));
            foreach (var (a, b) in expected.Parts.Zip(found.Parts, (a, b) => (a, b)))
            {
                Assert.That(b.Values, Is.EqualTo(a.Values));
                Assert.That(b.Optimizer.First, Is.EqualTo(a.Optimizer.First));
                Assert.That(b.Optimizer.Second, Is.EqualTo(a.Optimizer.Second));
                Assert.That(b.Optimizer.Steps, Is.EqualTo(a.Optimizer.Steps).And.EqualTo(32f));
            }
        }

        [Test]
        public void AStateOfFullTrainingIsRefused()
        {
            using var full = PlayingLearner.Full(PlayingLearner.Small);
            using var lora = PlayingLearner.Fresh(PlayingLearner.Small);
            var state = LearnerState.Capture(full.Learner, full.Kl);
            Assert.That(
                () => state.Restore(lora.Learner),
                Throws.ArgumentException.With.Message.StartsWith(
                    "Expected the trained parts actor, critic_adapter, critic, but the checkpoint has actor, critic."));
        }

        /// <summary>As in <see cref="CountTask"/>, but not from its uniform start: its head of zeros is no adapter's to move.</summary>
        [Test]
        public void TheWantedTokensProbabilityRisesClearly()
        {
            const int wanted = 7, length = 16;
            var options = new PpoOptions
            {
                BufferSize = 64,
                MinibatchSize = 32,
                MicroBatchSize = 32,
                LearningRate = 2e-2,
                CriticLearningRate = 3e-3,
                KlCoefficient = 0.01,
            };
            using var learner = PlayingLearner.Fresh(options);
            double Share(IReadOnlyList<int> tokens) => tokens.Count(t => t == wanted) / (double)length;
            double Mean(ulong seed) => learner.Play(count: 128, seed, maxTokens: length, score: Share).Average(e => e.Replies[0].Score);
            double before = Mean(99);
            for (int version = 0; version < 8; version++)
                learner.Update(learner.Play(count: 64, seed: (ulong)version, version: version, maxTokens: length, score: Share), version);
            Assert.That(before, Is.LessThan(0.1));
            Assert.That(Mean(99), Is.GreaterThan(before + 0.15));
        }

        private static float[][] Scores(Policy policy, IReadOnlyList<Episode> episodes) => episodes.Select(e =>
        {
            int start = e.Replies[0].Start;
            return ForwardPass.LogProbs(policy, e.Tokens.Take(start).ToArray(), e.Tokens.Skip(start).ToArray());
        }).ToArray();
    }
}
