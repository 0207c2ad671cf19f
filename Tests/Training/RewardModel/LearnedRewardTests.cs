#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Native;
using Repartee.Training.RewardModel;

namespace Repartee.Training.Tests.RewardModel
{
    public sealed class LearnedRewardTests : RewardModelTests
    {
        [Test]
        public void ABatchScoresAsItsRepliesDoAlone()
        {
            using var reward = LearnedReward.Load(Trained(), device: DeviceChoice.Cpu);
            Assert.That(reward.ScoreAll(Fixed), Is.EqualTo(Fixed.Select(reward.Score)).Within(1e-6));
            Assert.That(reward.ScoreAll(Fixed.Reverse().ToList()), Is.EqualTo(reward.ScoreAll(Fixed).Reverse()).Within(1e-6));
        }

        [Test]
        public void TheScoreIsTheLogisticOfTheNormalisedOne()
        {
            using var reward = LearnedReward.Load(Trained(), device: DeviceChoice.Cpu);
            var expected = reward.RawScores(Fixed).Select(raw => 1 / (1 + Math.Exp(-(raw - reward.Mean) / reward.Deviation)));
            Assert.That(reward.ScoreAll(Fixed), Is.EqualTo(expected).Within(1e-12).And.All.InRange(0, 1));
            Assert.That(reward.ScoreAll(Fixed).Distinct().Count(), Is.EqualTo(Fixed.Count));
        }

        [Test]
        public void TheTextIsScoredWhateverTokensItWasSampledAs()
        {
            using var reward = LearnedReward.Load(Trained(), device: DeviceChoice.Cpu);
            var spelled = new ReplyContext(Fixed[0].State, Fixed[0].Reply, new[] { 9, 9, 9 }, truncated: true);
            Assert.That(reward.Score(spelled), Is.EqualTo(reward.Score(Fixed[0])));
        }

        [Test]
        public void AReplyThatIsTooLongLosesTheTermAlone()
        {
            using var reward = LearnedReward.Load(Trained(), device: DeviceChoice.Cpu);
            var tooLong = new ReplyContext(Rows[0], string.Concat(Enumerable.Repeat("Zwölf Boxkämpfer. ", 40)));
            var scores = new WeightedReward().Add(reward, 1).ScoreAll(Fixed.Append(tooLong).ToList());
            Assert.That(scores.Select(score => score.ErrorCount), Is.EqualTo(Enumerable.Repeat(0, Fixed.Count).Append(1)));
            Assert.That(
                scores.Last().Terms[0].Error,
                Does.StartWith("\"reward_model\" failed with ArgumentException: Expected a reply of fewer than 160"));
            Assert.That(scores.Select(score => score.Total).Take(Fixed.Count), Is.EqualTo(Fixed.Select(reward.Score)));
        }
    }
}
