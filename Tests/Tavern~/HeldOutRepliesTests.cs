#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Samples.Tavern;

namespace Repartee.Tavern.Tests
{
    public sealed class HeldOutRepliesTests
    {
        [Test]
        public void DistinctWordPairsAreCountedOverAllReplies()
        {
            var replies = Replies("Sit down, friend. Sit down!", "sit DOWN friend");

            // sit-down, down-friend, friend-sit, sit-down; sit-down, down-friend
            Assert.That(replies.Distinct2, Is.EqualTo(3 / 6.0));
        }

        [Test]
        public void RepliesWithoutWordPairsAreNotDistinct() => Assert.That(Replies("Yes.", "").Distinct2, Is.Zero);

        [Test]
        public void TheRewardIsTheMeanQualityAndItsTermsAreTheirMeans()
        {
            string solution = TinyTavern.Rows(null, 1).Single().Solutions[0];

            var replies = Replies(solution, "");

            Assert.That(replies.Scores[0].Quality, Is.EqualTo(1.0).Within(1e-12));
            Assert.That(replies.Reward, Is.EqualTo((1.0 + replies.Scores[1].Quality) / 2).Within(1e-12));
            Assert.That(replies.Terms["near_solution"], Is.EqualTo(0.5));
            Assert.That(replies.Terms["on_topic"], Is.EqualTo(1.0), "these rows have no keywords");
        }

        [Test]
        public void AReplyWithControlCharactersIsShownInOneLine()
        {
            var reply = new ComparedReply(TinyTavern.Rows(null, 1).Single(), " Sit\r\n\tdown\b,\u001b friend.\n", null!, "", null!);

            Assert.That(reply.Before, Is.EqualTo("Sit down , friend."));
        }

        private static HeldOutReplies Replies(params string[] texts)
        {
            var row = TinyTavern.Rows(null, 1).Single();
            return new HeldOutReplies(
                texts.Select(_ => row).ToList(), texts.Select(text => new HeldOutReply(text, false)).ToList(), TavernRewards.Create());
        }
    }
}
