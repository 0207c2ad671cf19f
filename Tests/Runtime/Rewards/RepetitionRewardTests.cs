#nullable enable
using System;
using NUnit.Framework;
using Repartee.Rewards;
using static Repartee.Tests.Rewards.RewardContexts;

namespace Repartee.Tests.Rewards
{
    public sealed class RepetitionRewardTests
    {
        private readonly RepetitionReward _reward = new RepetitionReward();

        [Test]
        public void AReplyWithoutRepetitionScoresOne()
        {
            Assert.That(_reward.Score(After("The north road is closed tonight.", "Welcome to the inn.")), Is.EqualTo(1));
        }

        [Test]
        public void RepeatedNGramsInsideTheReplyAreCounted()
        {
            // "go home now go home now": (go home now) (home now go) (now go home) (go home now): 1 of 4 occurred before.
            Assert.That(_reward.Score(After("Go home now, go HOME now!")), Is.EqualTo(0.75).Within(1e-12));
            Assert.That(new RepetitionReward(1).Score(After("no no no no")), Is.EqualTo(0.25).Within(1e-12));
        }

        [Test]
        public void NGramsOfEarlierRepliesAreCounted()
        {
            // (the wolves are) (wolves are out) (are out tonight): the first two were said.
            Assert.That(
                _reward.Score(After("The wolves are out tonight.", "Beware, the wolves are out.")), Is.EqualTo(1.0 / 3).Within(1e-12));
        }

        [Test]
        public void TheWorseOfBothCounts()
        {
            Assert.That(_reward.Score(After("a b c a b c", "a b c")), Is.EqualTo(0.5).Within(1e-12));
        }

        [Test]
        public void AShortReplySaidBeforeScoresZero()
        {
            Assert.That(_reward.Score(After("Go away!", "go away.")), Is.Zero);
            Assert.That(_reward.Score(After("...", "...")), Is.Zero);
        }

        [Test]
        public void NGramsDoNotReachAcrossEarlierReplies()
        {
            Assert.That(_reward.Score(After("one two three", "one two", "three")), Is.EqualTo(1));
        }

        [Test]
        public void AnEmptyReplyScoresOne()
        {
            Assert.That(_reward.Score(After("", "Hello.")), Is.EqualTo(1));
        }

        [Test]
        public void RepeatedEmojiAreRepetition()
        {
            Assert.That(new RepetitionReward(1).Score(After("🐺🐺🐻🐻")), Is.EqualTo(0.5).Within(1e-12));
        }

        [Test]
        public void NGramsOfNoWordAreRefused()
        {
            Assert.That(() => new RepetitionReward(0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith(
                "Expected n-grams of at least 1 word, but found 0."));
        }
    }
}
