#nullable enable
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Tests.Rewards
{
    public sealed class FinishedRewardTests
    {
        [TestCase(true, 0.0)]
        [TestCase(false, 1.0)]
        public void OnlyATruncatedReplyScoresZero(bool truncated, double score)
        {
            var context = new ReplyContext(DialogueState.Begin(""), "The wolves", new[] { 5, 6 }, truncated);
            Assert.That(new FinishedReward().Score(context), Is.EqualTo(score));
        }
    }
}
