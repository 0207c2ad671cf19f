#nullable enable
using NUnit.Framework;
using Repartee.Rewards;
using static Repartee.Tests.Rewards.RewardContexts;

namespace Repartee.Tests.Rewards
{
    public sealed class ForbiddenWordsRewardTests
    {
        private static readonly string[] Modern = { "computer", "okay", "language model", "online" };

        [TestCase("The road is long.", 1.0)]
        [TestCase("Okay, traveller.", 0.0)]
        [TestCase("As a language model, okay.", 0.0)]
        [TestCase("Computers!", 1.0)]
        public void AnyForbiddenWordScoresZero(string reply, double score)
        {
            Assert.That(new ForbiddenWordsReward(Modern).Score(Reply(reply)), Is.EqualTo(score));
        }

        [Test]
        public void GradedScoresTheShareOfAbsentWords()
        {
            var reward = new ForbiddenWordsReward(Modern, graded: true);
            Assert.That(reward.Score(Reply("Okay, okay.")), Is.EqualTo(0.75));
            Assert.That(reward.Score(Reply("As a language model, okay.")), Is.EqualTo(0.5));
        }

        [Test]
        public void WordsCanComeFromATagOfTheRow()
        {
            Assert.That(ForbiddenWordsReward.FromTag().Score(Tagged("The king is dead.", "forbidden", "dead,king")), Is.Zero);
            Assert.That(
                ForbiddenWordsReward.FromTag("secrets", graded: true).Score(Tagged("The king is dead.", "secrets", "heir,king")),
                Is.EqualTo(0.5));
        }
    }
}
