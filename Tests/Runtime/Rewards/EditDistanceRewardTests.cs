#nullable enable
using System;
using NUnit.Framework;
using Repartee.Rewards;
using static Repartee.Tests.Rewards.RewardContexts;

namespace Repartee.Tests.Rewards
{
    public sealed class EditDistanceRewardTests
    {
        private readonly EditDistanceReward _characters = new EditDistanceReward();
        private readonly EditDistanceReward _words = new EditDistanceReward(EditUnit.Words);

        [TestCase("kitten", "sitting", 1 - (3.0 / 7))]
        [TestCase("wolf", "wolf", 1.0)]
        [TestCase("", "wolf", 0.0)]
        [TestCase("abcd", "wxyz", 0.0)]
        [TestCase("wolf", "wolves", 1 - (3.0 / 6))]
        public void ScoreIsOneMinusDistanceByTheLongerLength(string reply, string solution, double score)
        {
            Assert.That(_characters.Score(Reply(reply, solution)), Is.EqualTo(score).Within(1e-12));
        }

        [Test]
        public void EditDistanceIsOneForTheNearestSolutionWordForWord()
        {
            Assert.That(_words.Score(Reply("the wolves are out", "go home", "the wolves are out")), Is.EqualTo(1));
            Assert.That(_words.Score(Reply("the wolves came out", "go home", "the wolves are out")), Is.EqualTo(0.75).Within(1e-12));
        }

        [Test]
        public void WhiteSpaceIsCollapsedAndCaseIgnoredUnlessAskedFor()
        {
            Assert.That(_characters.Score(Reply("  The \n WOLVES ", "the wolves")), Is.EqualTo(1));
            Assert.That(new EditDistanceReward(ignoreCase: false).Score(Reply("Wolf", "wolf")), Is.EqualTo(0.75).Within(1e-12));
        }

        [Test]
        public void AnEmojiWithModifiersIsOneCharacter()
        {
            // A family of four people joined to one text element, 11 UTF-16 units.
            const string Family = "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466";
            Assert.That(_characters.Score(Reply("abc" + Family, "abcd")), Is.EqualTo(0.75).Within(1e-12));
            Assert.That(_characters.Score(Reply("\U0001F43A", "\U0001F43B")), Is.Zero, "a shared high surrogate is no likeness");
        }

        [Test]
        public void ComposedAndCombiningAccentsAreTheSame()
        {
            Assert.That(_characters.Score(Reply("cafe\u0301", "caf\u00E9")), Is.EqualTo(1));
        }

        [Test]
        public void TheFirstCharacterBeyondAsciiIsLikeNoOther() => Assert.That(_characters.Score(Reply("\u00E9", "\u0080")), Is.Zero);

        [Test]
        public void MoreThanAByteOfDistinctWordsStayDistinct()
        {
            string many = string.Join(" ", System.Linq.Enumerable.Range(0, 70000));
            Assert.That(_words.Score(Reply("70000", many)), Is.EqualTo(0).Within(1e-12));
        }

        [Test]
        public void ARowWithoutSolutionIsAnErrorThatSaysSo()
        {
            Assert.That(() => _characters.Score(Reply("wolf")), Throws.TypeOf<InvalidOperationException>().With.Message.EqualTo(
                "Expected a row with at least one solution, but it has none. Add \"solution\" to the row, or leave this reward out."));
        }

        [Test]
        public void HalfASurrogatePairIsReadAsAnUnknownCharacter()
        {
            Assert.That(_characters.Score(Reply("wol\uD83D", "wolf")), Is.EqualTo(0.75).Within(1e-12));
        }
    }
}
