#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Native;
using Repartee.Training.RewardModel;
using TorchSharp;

namespace Repartee.Training.Tests.RewardModel
{
    public sealed class RewardModelTrainerTests : RewardModelTests
    {
        private static readonly RewardModelOptions Thorough =
            new RewardModelOptions { Epochs = 30, LearningRate = 3e-3, HeldOutShare = 0.2 };

        [Test]
        public void APreferenceThatIsKnownIsLearnt()
        {
            using var trainer = Trainer();
            var reports = new List<RewardModelProgress>();
            var best = trainer.Train(
                Manners.Pairs(Dialogues, 400), Thorough, reports.Add);
            Assert.That(best.HeldOutAccuracy, Is.GreaterThanOrEqualTo(0.95));
            Assert.That(best.HeldOutLoss, Is.LessThan(0.3).And.EqualTo(reports.Min(r => r.HeldOutLoss)), "the best epoch is kept");
            Assert.That(reports[0].Loss, Is.LessThan(Math.Log(2) + 0.1));
            Assert.That(reports.Select(r => r.Epoch), Is.EqualTo(Enumerable.Range(1, 30)));

            trainer.Save(Named("model"));
            using var reward = LearnedReward.Load(Named("model"), device: DeviceChoice.Cpu);
            Assert.That(reward.HeldOutAccuracy, Is.EqualTo(best.HeldOutAccuracy));
            var fresh = Manners.Pairs(Questions(21, 20), 100, seed: 9).Pairs;
            var chosen = reward.ScoreAll(fresh.Select(p => new ReplyContext(p.State, p.Chosen)).ToList());
            var rejected = reward.ScoreAll(fresh.Select(p => new ReplyContext(p.State, p.Rejected)).ToList());
            double inOrder = chosen.Zip(rejected, (c, r) => c > r ? 1.0 : 0.0).Average();
            Assert.That(inOrder, Is.GreaterThanOrEqualTo(0.95), "other dialogues, other replies");
            Assert.That(chosen.Average(), Is.GreaterThan(0.6));
            Assert.That(rejected.Average(), Is.LessThan(0.4));
        }

        [Test]
        public void ScoresAreLearntInTheirOwnUnit()
        {
            using var trainer = Trainer();
            var best = trainer.Train(
                Manners.Ratings(Dialogues, 800, low: 1, high: 5), Thorough with { Epochs = 60 });
            Assert.That(best.HeldOutAccuracy, Is.GreaterThanOrEqualTo(0.9));
            Assert.That(best.HeldOutLoss, Is.LessThan(0.5), "more than half of the variance is explained");
            trainer.Save(Named("model"));
            using var reward = LearnedReward.Load(Named("model"), device: DeviceChoice.Cpu);
            double Mean(bool kind) => reward.RawScores(
                Enumerable.Range(0, 40).Select(i => new ReplyContext(Dialogues[i % 20], Manners.Reply((ulong)i, kind))).ToList()).Average();
            Assert.That(Mean(kind: true), Is.EqualTo(5).Within(1.5), "what the features do not tell is drawn to the mean");
            Assert.That(Mean(kind: false), Is.EqualTo(1).Within(1.5));
            Assert.That(reward.Mean, Is.EqualTo(1 + 4 / 3.0).Within(0.3), "a third of the labels is 5, the others are 1");
        }

        [Test]
        public void TheNormalisersMomentsAreThoseOfAllTrainingScoresAtOnce()
        {
            using var trainer = Trainer();
            var pairs = Manners.Pairs(Dialogues, 40);
            trainer.Train(pairs, new RewardModelOptions { Epochs = 2 });
            trainer.Save(Named("model"));
            using var reward = LearnedReward.Load(Named("model"), device: DeviceChoice.Cpu);
            var replies = pairs.Pairs.SelectMany(p => new[] { (p.State, p.Chosen), (p.State, p.Rejected) });
            var scores = reward.RawScores(replies.Select(reply => new ReplyContext(reply.State, reply.Item2)).ToList());
            double mean = scores.Average();
            Assert.That(reward.Mean, Is.EqualTo(mean).Within(1e-5));
            Assert.That(reward.Deviation, Is.EqualTo(Math.Sqrt(scores.Average(s => (s - mean) * (s - mean)))).Within(1e-5));
        }

        [Test]
        public void WithoutHeldOutLabelsTheLastEpochIsKept()
        {
            using var trainer = Trainer();
            var best = trainer.Train(Manners.Pairs(Dialogues, 20), new RewardModelOptions { Epochs = 3, HeldOutShare = 0 });
            Assert.That(best.Epoch, Is.EqualTo(3));
            Assert.That(best.HeldOutAccuracy, Is.NaN);
            trainer.Save(Named("model"));
            using var reward = LearnedReward.Load(Named("model"), device: DeviceChoice.Cpu);
            Assert.That(reward.HeldOutAccuracy, Is.Null);
        }

        [Test]
        public void LabelsThatTeachNothingAreRefused()
        {
            using var trainer = Trainer();
            Assert.That(
                () => trainer.Train(Manners.Ratings(Dialogues, 9, low: 2, high: 2)),
                Throws.ArgumentException.With.Message.Contains("Expected scores that differ, but all 9 are 2"));
            Assert.That(() => trainer.Save(Named("model")), Throws.InvalidOperationException.With.Message.Contains("Call Train first."));
        }

        [Test]
        public void ATrainingThatIsCancelledLeavesNothingToSaveAndNoTensors()
        {
            using var trainer = Trainer();
            trainer.Train(Manners.Pairs(Dialogues, 10), new RewardModelOptions { Epochs = 1 });
            long before = torch.Tensor.TotalCount;
            using var cancelled = new CancellationTokenSource();
            Assert.That(
                () => trainer.Train(Manners.Pairs(Dialogues, 10), null, _ => cancelled.Cancel(), cancelled.Token),
                Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => trainer.Save(Named("model")), Throws.InvalidOperationException);
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
        }

        [TestCase(nameof(RewardModelOptions.Epochs))]
        [TestCase(nameof(RewardModelOptions.BatchSize))]
        [TestCase(nameof(RewardModelOptions.LearningRate))]
        [TestCase(nameof(RewardModelOptions.WeightDecay))]
        [TestCase(nameof(RewardModelOptions.MaxGradientNorm))]
        [TestCase(nameof(RewardModelOptions.Centring))]
        [TestCase(nameof(RewardModelOptions.HeldOutShare))]
        [TestCase(nameof(RewardModelOptions.RowsPerPass))]
        public void AnOptionOutOfItsRangeIsNamed(string name)
        {
            var options = new RewardModelOptions();
            options.Validate();
            var property = typeof(RewardModelOptions).GetProperty(name)!;
            property.SetValue(options, Convert.ChangeType(-1, property.PropertyType));
            Assert.That(
                options.Validate,
                Throws.ArgumentException.With.Message.StartsWith($"{name}: expected ").And.Message.EndsWith("but found -1."));
        }

        [Test]
        public void TheLabelsOfADialogueAreHeldOutTogether()
        {
            var rows = Enumerable.Range(0, 100).Select(i => DialogueState.Begin($"Host {i % 10}.")).ToList();
            var (training, heldOut) = HeldOutLabels.Split(rows, 0.2, seed: 3);
            Assert.That(heldOut, Has.Length.EqualTo(20));
            Assert.That(training.Concat(heldOut), Is.EquivalentTo(Enumerable.Range(0, 100)));
            Assert.That(heldOut.Select(i => i % 10).Intersect(training.Select(i => i % 10)), Is.Empty);
            Assert.That(HeldOutLabels.Split(rows, 0, seed: 3).HeldOut, Is.Empty);
            Assert.That(HeldOutLabels.Split(rows, 0.01, seed: 3).HeldOut, Has.Length.EqualTo(10), "at least one dialogue");
            Assert.That(HeldOutLabels.Split(rows.Take(1).ToList(), 0.5, seed: 3).HeldOut, Is.Empty, "at least one to learn from");
        }
    }
}
