#nullable enable
using System;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Repartee.Rewards;
using static Repartee.Tests.Rewards.RewardContexts;

namespace Repartee.Tests.Rewards
{
    public sealed class PatternRewardTests
    {
        [TestCase("Aye, traveller.", true, 1.0)]
        [TestCase("*nods* Aye.", true, 0.0)]
        [TestCase("Aye, traveller.", false, 0.0)]
        [TestCase("*nods* Aye.", false, 1.0)]
        public void ScoreTellsWhetherThePatternMatches(string reply, bool shouldMatch, double score)
        {
            Assert.That(new PatternReward("^[^*]*$", shouldMatch).Score(Reply(reply)), Is.EqualTo(score));
        }

        [Test]
        public void ARunawayPatternTimesOutAndTheSumGoesOn()
        {
            var runaway = new PatternReward("^(a+)+$", timeout: TimeSpan.FromMilliseconds(1), name: "runaway");
            ReplyContext reply = Reply(new string('a', 40) + "!");
            Assert.That(() => runaway.Score(reply), Throws.TypeOf<RegexMatchTimeoutException>());
            RewardBreakdown breakdown = new WeightedReward().Add(runaway, 1).Add(new FinishedReward(), 1).Score(reply);
            Assert.That(breakdown.Total, Is.EqualTo(0.5));
            Assert.That(breakdown.Terms[0].Error, Does.StartWith("\"runaway\" failed with RegexMatchTimeoutException: "));
        }

        [Test]
        public void SeveralPatternsHaveNamesOfTheirOwn()
        {
            WeightedReward sum = new WeightedReward()
                .Add(new PatternReward(@"\.$", name: "ends with a full stop"), 1)
                .Add(new PatternReward("^[A-Z]", name: "begins with a capital"), 1);
            Assert.That(sum.Score(Reply("aye.")).Total, Is.EqualTo(0.5));
        }
    }
}
