#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Ppo;

namespace Repartee.Training.Tests.Ppo
{
    /// <summary>What recorded play teaches an actor that has become another since.</summary>
    public sealed class RecordedPlayTests
    {
        private static readonly PpoOptions Quick = new PpoOptions
        {
            BufferSize = 64,
            MinibatchSize = 16,
            LearningRate = 3e-3,
            CriticLearningRate = 3e-3,
        };

        // Recorded by a policy that draws all tokens alike, measured by one that has learnt to draw the wanted one several times as often.
        [Test]
        public void TheWeighedObjectiveIsThatOfTheLearnersOwnTokensAndTheUnweighedOneIsNot()
        {
            using var recorder = new CountTask(beta: 0.02, seed: 3, Quick);
            using var weighed = new CountTask(beta: 0.02, seed: 3, Quick, new ReplayOptions { WeightCap = 1000, MaximumDrift = 100 });
            using var plain = new CountTask(beta: 0.02, seed: 3, Quick);
            var recorded = recorder.Record(1024, playSeed: 77);
            weighed.Train(6);
            plain.Train(6);
            var (objective, exact, error) = weighed.Surrogate(recorded);
            var (unweighed, same, plainError) = plain.Surrogate(recorded.Select(e => TinyTrainer.Told(e, e.Replies[0].LogProbs, version: -1)).ToList());
            TestContext.Out.WriteLine(
                $"{objective:F5} ± {error:F5}, exactly {exact:F5}; unweighed {unweighed:F5} ± {plainError:F5}, exactly {same:F5}");
            Assert.That(objective, Is.EqualTo(exact).Within(3 * error));
            Assert.That(error, Is.LessThan(0.06 * exact));
            Assert.That(Math.Abs(unweighed - same), Is.GreaterThan(10 * plainError), "without weights");
        }

        [TestCase(1u)]
        [TestCase(2u)]
        public void ReplayingWhatADumbActorDidTeachesABetterOne(uint seed)
        {
            using var recorder = new CountTask(beta: 0.02, seed, Quick);
            using var learner = new CountTask(beta: 0.02, seed, Quick, new ReplayOptions());
            var recorded = recorder.Record(512, playSeed: 5);
            double before = learner.Measure(64).Probability;
            for (int update = 0; update < 8; update++)
                learner.Learn(recorded.Skip(update * 64).Take(64).ToList(), CounterRandom.Derive(seed, (ulong)update));
            double after = learner.Measure(64).Probability;
            TestContext.Out.WriteLine($"{before:F4} -> {after:F4}");
            Assert.That(before, Is.EqualTo(1.0 / 32).Within(0.01));
            Assert.That(after, Is.GreaterThan(2 * before));
        }
    }
}
