#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Tests.Rewards
{
    /// <summary>What all rewards have in common: the names of their metrics, and what they refuse.</summary>
    public sealed class RewardArgumentTests
    {
        private static readonly Func<ReplyContext, double> One = _ => 1;

        [Test]
        public void NamesAreThoseOfTheirDocumentation()
        {
            IRewardFunction[] rewards =
            {
                new EditDistanceReward(), new FinishedReward(), new ForbiddenWordsReward(new[] { "x" }), new LengthReward(0, 1),
                new PatternReward("x"), new RepetitionReward(), new RequiredWordsReward(new[] { "x" }), new DelegateReward("own", One),
            };
            Assert.That(rewards.Select(reward => reward.Name), Is.EqualTo(new[]
            {
                "edit_distance", "finished", "forbidden_words", "length", "pattern", "repetition", "required_words", "own",
            }));
        }

        [Test]
        public void WhatIsMissingIsRefusedByName()
        {
            DialogueState state = DialogueState.Begin("");
            var calls = new (string Name, TestDelegate Call)[]
            {
                ("name", () => new DelegateReward(null!, One)),
                ("score", () => new DelegateReward("own", null!)),
                ("name", () => new PatternReward("x", name: null!)),
                ("words", () => new RequiredWordsReward(null!)),
                ("words", () => new ForbiddenWordsReward(null!)),
                ("state", () => new ReplyContext(null!, "x")),
                ("reply", () => new ReplyContext(state, null!)),
                ("function", () => new WeightedReward().Add(null!, 1)),
            };
            foreach ((string name, TestDelegate call) in calls)
                Assert.That(Assert.Throws<ArgumentNullException>(call)!.ParamName, Is.EqualTo(name));
        }

        [TestCase("")]
        [TestCase(" ")]
        public void ATagWithoutANameIsRefused(string tag)
        {
            Assert.That(
                () => RequiredWordsReward.FromTag(tag), Throws.ArgumentException.With.Message.StartsWith("Expected the name of a tag."));
        }

        [Test]
        public void WordsOfAListCountOnceInAnyCase()
        {
            var reward = new RequiredWordsReward(new[] { "wolf", "WOLF", " ", "gate" });
            Assert.That(reward.Score(RewardContexts.Reply("A wolf!")), Is.EqualTo(0.5));
        }

        [Test]
        public void AWeightThatIsNotFiniteIsRefusedWithItsValue()
        {
            Assert.That(
                () => new WeightedReward().Add(new FinishedReward(), double.NegativeInfinity),
                Throws.ArgumentException.With.Message.StartsWith("Expected a finite weight for \"finished\", but found -Infinity."));
        }

        [Test]
        public void ASumOfPenaltiesAloneHasNoQuality()
        {
            RewardBreakdown breakdown = new WeightedReward().Add(new DelegateReward("rude", One), -0.5)
                .Score(RewardContexts.Reply("x"));
            Assert.That((breakdown.Quality, breakdown.Total), Is.EqualTo((0.0, -0.5)));
        }

        [TestCase(null, 100)]
        [TestCase(1, 1)]
        public void APatternThatTakesTooLongIsGivenUpAfterATenthOfASecondOrAsTold(int? told, int milliseconds)
        {
            TimeSpan? timeout = told is int given ? TimeSpan.FromMilliseconds(given) : (TimeSpan?)null;
            var runaway = new PatternReward("^(a+)+$", timeout: timeout);
            Assert.That(
                Assert.Throws<System.Text.RegularExpressions.RegexMatchTimeoutException>(
                    () => runaway.Score(RewardContexts.Reply(new string('a', 40) + "!")))!.MatchTimeout,
                Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
        }
    }
}
