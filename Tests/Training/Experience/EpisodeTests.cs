#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Experience;

namespace Repartee.Training.Tests.Experience
{
    public sealed class EpisodeTests
    {
        [Test]
        public void ActionsAreTheChosenTokensOfAllRepliesInOrder()
        {
            var episode = new Episode(new int[10], new[] { Reply(2, 3), Reply(7, 2) }, interrupted: false);
            Assert.That(episode.ActionPositions(), Is.EqualTo(new[] { 2, 3, 4, 7, 8 }));
            Assert.That(episode.ActionCount, Is.EqualTo(5));
        }

        [Test]
        public void RepliesMayFollowEachOtherAndEndWithTheConversation()
        {
            var episode = new Episode(new int[6], new[] { Reply(1, 3), Reply(4, 2) }, interrupted: true);
            Assert.That(episode.ActionPositions(), Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
        }

        [Test]
        public void AnEpisodeKeepsWhatWasPlayed()
        {
            var logProbs = new[] { -0.5f, -1f };
            var reply = new EpisodeReply(1, logProbs, policyVersion: 7, truncated: true, score: 0.25);
            var episode = new Episode(new[] { 4, 5, 6 }, new[] { reply }, interrupted: true);
            Assert.That((episode.Tokens, episode.Replies.Single(), episode.Interrupted), Is.EqualTo((new[] { 4, 5, 6 }, reply, true)));
            Assert.That((reply.Start, reply.LogProbs, reply.Length), Is.EqualTo((1, logProbs, 2)));
            Assert.That((reply.PolicyVersion, reply.Truncated, reply.Score), Is.EqualTo((7L, true, 0.25)));
        }

        [TestCase(0, 2, TestName = "TokenZeroHasNothingBeforeItAndCannotBeChosen")]
        [TestCase(4, 3, TestName = "AReplyPastTheEndIsRefused")]
        [TestCase(3, 0, TestName = "AnEmptyReplyIsRefused")]
        public void Refuses(int start, int length)
        {
            string message = $"Expected each reply inside tokens 1..5, but found one of {length} tokens at {start}.";
            Assert.That(
                () => new Episode(new int[6], new[] { Reply(start, length) }, false),
                Throws.ArgumentException.With.Message.StartsWith(message));
        }

        [Test]
        public void OverlappingRepliesAreRefused()
        {
            const string Message = "Expected each reply inside tokens 5..8, but found one of 2 tokens at 4.";
            Assert.That(
                () => new Episode(new int[9], new[] { Reply(1, 4), Reply(4, 2) }, false),
                Throws.ArgumentException.With.Message.StartsWith(Message));
        }

        [Test]
        public void AnEpisodeWithoutRepliesIsRefused()
        {
            Assert.That(
                () => new Episode(new int[6], Array.Empty<EpisodeReply>(), false),
                Throws.ArgumentException.With.Message.StartsWith("Expected an episode with one reply or more, but found none."));
        }

        private static EpisodeReply Reply(int start, int length) => new EpisodeReply(start, new float[length], 0, false, 0);
    }
}
