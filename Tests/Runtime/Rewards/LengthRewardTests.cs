#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Rewards;
using static Repartee.Tests.Rewards.RewardContexts;

namespace Repartee.Tests.Rewards
{
    public sealed class LengthRewardTests
    {
        [TestCase(0, 0.6)]
        [TestCase(3, 0.9)]
        [TestCase(4, 1.0)]
        [TestCase(8, 1.0)]
        [TestCase(13, 0.5)]
        [TestCase(18, 0.0)]
        [TestCase(40, 0.0)]
        public void ScoreFallsInAStraightLineOutsideTheBand(int words, double score)
        {
            string reply = string.Join(" ", Enumerable.Repeat("wolf", words));
            Assert.That(new LengthReward(4, 8).Score(Reply(reply)), Is.EqualTo(score).Within(1e-12));
        }

        [TestCase("Don't go, traveller\u2019s friend - 3 wolves!", 6)]
        [TestCase("... !? 🐺 ❤\uFE0F", 0)]
        [TestCase("cafe\u0301 na\u0308he", 2)]
        [TestCase("狼が来た", 4)]
        [TestCase("'quoted' words'", 2)]
        [TestCase("\U0001044E\U0001042F\U0001044A \U00010436", 2)]
        public void WordsAreRunsOfLettersInAnyScript(string reply, int words)
        {
            Assert.That(new LengthReward(words, words, falloff: 1).Score(Reply(reply)), Is.EqualTo(1));
            Assert.That(new LengthReward(words + 1, words + 1, falloff: 1).Score(Reply(reply)), Is.Zero);
        }

        [Test]
        public void TextElementsCountWhatAReaderSees()
        {
            var reward = new LengthReward(3, 3, LengthUnit.TextElements, falloff: 1);
            Assert.That(reward.Score(Reply("a\u0301 \U0001F44D\U0001F3FD")), Is.EqualTo(1));
        }

        [Test]
        public void TokensAreCountedWhenAsked()
        {
            var reward = new LengthReward(2, 2, LengthUnit.Tokens, falloff: 4);
            Assert.That(reward.Score(new ReplyContext(DialogueState.Begin(""), "x", new[] { 7, 8, 9 })), Is.EqualTo(0.75).Within(1e-12));
            Assert.That(reward.Score(new ReplyContext(DialogueState.Begin(""), "")), Is.EqualTo(0.5).Within(1e-12));
            Assert.That(() => reward.Score(Reply("x")), Throws.TypeOf<InvalidOperationException>().With.Message.EqualTo(
                "Expected the reply's tokens, but it has text only. Count words or text elements instead."));
        }

        [TestCase(-1, 5, 10.0, "Expected 0 <= minimum <= maximum, but found -1 and 5.")]
        [TestCase(6, 5, 10.0, "Expected 0 <= minimum <= maximum, but found 6 and 5.")]
        [TestCase(1, 5, 0.0, "Expected a finite falloff above 0, but found 0. Use 1 for a sharp edge.")]
        [TestCase(1, 5, double.NaN, "Expected a finite falloff above 0, but found NaN. Use 1 for a sharp edge.")]
        [TestCase(1, 5, double.PositiveInfinity, "Expected a finite falloff above 0, but found Infinity. Use 1 for a sharp edge.")]
        public void AnImpossibleBandIsRefused(int minimum, int maximum, double falloff, string message)
        {
            Assert.That(
                () => new LengthReward(minimum, maximum, LengthUnit.Words, falloff),
                Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith(message));
        }
    }
}
