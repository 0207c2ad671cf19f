#nullable enable
using System;
using NUnit.Framework;
using Repartee.Rewards;
using static Repartee.Tests.Rewards.RewardContexts;

namespace Repartee.Tests.Rewards
{
    public sealed class RequiredWordsRewardTests
    {
        [TestCase("Wolves in the FOREST!", 1.0)]
        [TestCase("The wolves are gone.", 0.5)]
        [TestCase("Werewolves, forests.", 0.0)]
        [TestCase("wolves\u2019 forest-edge", 1.0)]
        [TestCase("", 0.0)]
        public void ScoreIsTheShareOfWholeWordsPresent(string reply, double score)
        {
            Assert.That(new RequiredWordsReward(new[] { "wolves", "forest" }).Score(Reply(reply)), Is.EqualTo(score));
        }

        [Test]
        public void PhrasesMatchAcrossAnyWhiteSpace()
        {
            Assert.That(new RequiredWordsReward(new[] { "north  gate" }).Score(Reply("At the North\ngate.")), Is.EqualTo(1));
        }

        [TestCase("STRAẞE nach ÅRHUS", "århus")]
        [TestCase("A\u030Arhus", "Århus")]
        [TestCase("森の狼が来た", "狼")]
        [TestCase("❤\uFE0Fwolf", "wolf")]
        [TestCase("❤\uFE00wolf", "wolf")]
        [TestCase("❤\uFE0Ewolf", "wolf")]
        [TestCase("🐺wolf", "wolf")]
        [TestCase("𝒲wolf wolf", "wolf")]
        public void WordsOfAnyScriptMatchWhole(string reply, string word)
        {
            Assert.That(new RequiredWordsReward(new[] { word }).Score(Reply(reply)), Is.EqualTo(1));
        }

        [TestCase("𝒲wolf", "wolf")]
        [TestCase("wolf𝒲", "wolf")]
        [TestCase("wolfe\u0301", "wolfe")]
        [TestCase("wolf3", "wolf")]
        [TestCase("xa", "a")]
        public void PartsOfWordsDoNotMatch(string reply, string word)
        {
            Assert.That(new RequiredWordsReward(new[] { word }).Score(Reply(reply)), Is.Zero);
        }

        [Test]
        public void WordsCanComeFromATagOfTheRow()
        {
            RequiredWordsReward reward = RequiredWordsReward.FromTag();
            Assert.That(reward.Score(Tagged("Wolves!", "keywords", "wolves, forest")), Is.EqualTo(0.5));
            Assert.That(reward.Score(Tagged("Wolves!", "keywords", "")), Is.EqualTo(1));
        }

        [Test]
        public void ARowWithoutTheTagIsAnErrorThatSaysSo()
        {
            Assert.That(
                () => RequiredWordsReward.FromTag().Score(Tagged("x", "topic", "wolves")),
                Throws.TypeOf<InvalidOperationException>().With.Message.EqualTo(
                    "Expected a row with the tag \"keywords\", but it has none. "
                    + "Add \"tags\": {\"keywords\": \"word, word\"} to the row; leave the value empty for no words."));
        }

        [Test]
        public void AnEmptyListIsRefused()
        {
            Assert.That(() => new RequiredWordsReward(new[] { " " }), Throws.ArgumentException.With.Message.StartsWith(
                "Expected at least one word, but found none."));
        }
    }
}
