#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Rewards;
using static Repartee.Tests.Rewards.RewardContexts;

namespace Repartee.Tests.Rewards
{
    public sealed class WeightedRewardTests
    {
        private readonly ReplyContext _reply = Reply("Aye.");

        [Test]
        public void WeightsAreKnownByName()
        {
            var sum = new WeightedReward().Add(new DelegateReward("polite", _ => 1), 0.75).Add(new DelegateReward("rude", _ => 0), -2);
            Assert.That(sum.Weights, Is.EqualTo(new Dictionary<string, double> { ["polite"] = 0.75, ["rude"] = -2 }));
        }

        [Test]
        public void QualityIsTheWeightedMeanAndPenaltiesAreSubtracted()
        {
            RewardBreakdown breakdown = new WeightedReward()
                .Add(Gives("a", 1), 3).Add(Gives("b", 0.5), 1).Add(Gives("c", 0.2), -2).Add(Gives("d", 9), 0).Score(_reply);
            Assert.That(breakdown.Quality, Is.EqualTo(3.5 / 4).Within(1e-12));
            Assert.That(breakdown.Total, Is.EqualTo((3.5 / 4) - 0.4).Within(1e-12));
            Assert.That(breakdown.Terms.Select(term => term.Name), Is.EqualTo(new[] { "a", "b", "c", "d" }));
            Assert.That(breakdown.Terms.Select(term => term.Value), Is.EqualTo(new[] { 1, 0.5, 0.2, 9 }));
            Assert.That(breakdown.Terms.Select(term => term.Weight), Is.EqualTo(new[] { 3.0, 1, -2, 0 }));
            Assert.That(breakdown.ErrorCount, Is.Zero);
        }

        [Test]
        public void ScaledWeightsGiveTheSameQuality()
        {
            double Quality(double scale) => new WeightedReward()
                .Add(Gives("a", 0.3), 2 * scale).Add(Gives("b", 0.9), 1 * scale).Score(_reply).Quality;
            Assert.That(Quality(1), Is.EqualTo(0.5).Within(1e-12));
            Assert.That(Quality(100), Is.EqualTo(0.5).Within(1e-12));
        }

        [Test]
        public void AScoreOfZeroIsAValueAndNotMissing()
        {
            RewardBreakdown breakdown = new WeightedReward().Add(Gives("a", 0), 1).Add(Gives("b", 1), 1).Score(_reply);
            Assert.That(breakdown.Total, Is.EqualTo(0.5));
            Assert.That(breakdown.Terms[0].Error, Is.Null);
        }

        [Test]
        public void PenaltiesAloneHaveNoQuality()
        {
            RewardBreakdown breakdown = new WeightedReward().Add(Gives("a", 0.25), -2).Score(_reply);
            Assert.That(breakdown.Quality, Is.Zero);
            Assert.That(breakdown.Total, Is.EqualTo(-0.5));
        }

        [TestCase(double.NaN, "NaN")]
        [TestCase(double.PositiveInfinity, "Infinity")]
        [TestCase(double.NegativeInfinity, "-Infinity")]
        public void AScoreThatIsNotFiniteCountsAsZeroAndIsAttributed(double value, string shown)
        {
            RewardBreakdown breakdown = new WeightedReward()
                .Add(Gives("broken", value), 1).Add(Gives("b", 1), 3).Add(Gives("penalty", value), -5).Score(_reply);
            Assert.That(breakdown.Total, Is.EqualTo(0.75));
            Assert.That(breakdown.ErrorCount, Is.EqualTo(2));
            Assert.That(breakdown.Terms[0].Value, Is.Zero);
            Assert.That(breakdown.Terms[0].Error, Is.EqualTo($"Expected \"broken\" to give a finite score, but found {shown}."));
        }

        [Test]
        public void AFunctionThatThrowsLosesItsTermOnly()
        {
            var broken = new DelegateReward("broken", context => throw new ArgumentException("no such quest"));
            RewardBreakdown breakdown = new WeightedReward().Add(broken, 1).Add(Gives("b", 1), 1).Score(_reply);
            Assert.That(breakdown.Total, Is.EqualTo(0.5));
            Assert.That(breakdown.Terms[0].Error, Is.EqualTo("\"broken\" failed with ArgumentException: no such quest"));
            Assert.That(breakdown.ErrorCount, Is.EqualTo(1));
        }

        [Test]
        public void ARowWithoutSolutionIsAttributedToTheEditDistance()
        {
            RewardBreakdown breakdown = new WeightedReward().Add(new EditDistanceReward(), 1).Add(Gives("b", 1), 1).Score(_reply);
            Assert.That(breakdown.Terms[0].Error, Does.StartWith(
                "\"edit_distance\" failed with InvalidOperationException: Expected a row with at least one solution"));
        }

        [Test]
        public void ATimeOutInsideAFunctionIsAFailureLikeAnyOther()
        {
            var slow = new DelegateReward("slow", context => throw new OperationCanceledException("too slow"));
            RewardTerm term = new WeightedReward().Add(slow, 1).Score(_reply).Terms[0];
            Assert.That(term.Value, Is.Zero);
            Assert.That(term.Error, Is.EqualTo("\"slow\" failed with OperationCanceledException: too slow"));
        }

        [Test]
        public void AddReturnsANewSum()
        {
            WeightedReward one = new WeightedReward().Add(Gives("a", 1), 1);
            WeightedReward two = one.Add(Gives("b", 1), 1);
            Assert.That(one.Names, Is.EqualTo(new[] { "a" }));
            Assert.That(two.Names, Is.EqualTo(new[] { "a", "b" }));
        }

        [Test]
        public void ASumWithoutTermsSaysThatAddReturnsANewSum()
        {
            Assert.That(() => new WeightedReward().Score(_reply), Throws.InvalidOperationException.With.Message.EqualTo(
                "Expected at least one reward function, but there is none. Add returns a new sum; keep what it returns."));
        }

        [Test]
        public void ADuplicateNameIsRefusedAndAnotherNameHelps()
        {
            WeightedReward sum = new WeightedReward().Add(new LengthReward(1, 5), 1);
            Assert.That(() => sum.Add(new LengthReward(3, 9), 1), Throws.ArgumentException.With.Message.StartsWith(
                "Expected each name once, but \"length\" is already in the sum. Pass another name."));
            Assert.That(sum.Add(new LengthReward(3, 9), 1, "length_wide").Names, Is.EqualTo(new[] { "length", "length_wide" }));
        }

        [TestCase(double.NaN)]
        [TestCase(double.PositiveInfinity)]
        public void AWeightThatIsNotFiniteIsRefused(double weight)
        {
            Assert.That(() => new WeightedReward().Add(Gives("a", 1), weight), Throws.ArgumentException.With.Message.StartsWith(
                "Expected a finite weight for \"a\", but found "));
        }

        [Test]
        public void ABlankNameIsRefused()
        {
            Assert.That(() => new WeightedReward().Add(Gives(" ", 1), 1), Throws.ArgumentException.With.Message.Contains("it is blank"));
        }

        [Test]
        public void AFunctionSeesTheStateTheTokensAndTheEarlierReplies()
        {
            ReplyContext context = After("Aye.", "Welcome.");
            var seen = new DelegateReward("seen", reply => reply.Reply == "Aye." && reply.EarlierReplies[0] == "Welcome." ? 1 : 0);
            Assert.That(new WeightedReward().Add(seen, 1).Score(context).Total, Is.EqualTo(1));
        }

        [Test]
        public void ManyRepliesScoreAsEachDoesAlone()
        {
            WeightedReward sum = new WeightedReward()
                .Add(new LengthReward(2, 3), 2).Add(new DelegateReward("letters", c => c.Reply.Length), -0.1);
            ReplyContext[] replies = { Reply("Aye."), Reply("No, not tonight."), Reply("") };
            Assert.That(sum.ScoreAll(replies).Select(b => b.Total), Is.EqualTo(replies.Select(r => sum.Score(r).Total)));
            Assert.That(sum.ScoreAll(new ReplyContext[0]), Is.Empty);
        }

        [Test]
        public void AFunctionThatTakesBatchesIsCalledOnceForAll()
        {
            var letters = new LettersInBatches();
            WeightedReward sum = new WeightedReward().Add(Gives("a", 0.5), 1).Add(letters, 1);
            IReadOnlyList<RewardBreakdown> scores = sum.ScoreAll(new[] { Reply("Aye."), Reply("No.") });
            Assert.That(letters.Batches, Is.EqualTo(new[] { 2 }));
            Assert.That(scores.Select(b => b.Terms[1].Value), Is.EqualTo(new[] { 4.0, 3 }));
            Assert.That(scores.Select(b => b.Terms[0].Value), Is.EqualTo(new[] { 0.5, 0.5 }));
        }

        [Test]
        public void ABatchThatFailsIsJudgedOneByOneSoThatOnlyTheReplyAtFaultLosesTheTerm()
        {
            WeightedReward sum = new WeightedReward().Add(new LettersInBatches(), 1).Add(Gives("b", 1), 1);
            IReadOnlyList<RewardBreakdown> scores = sum.ScoreAll(new[] { Reply("Aye."), Reply(""), Reply("No.") });
            Assert.That(scores.Select(b => b.Terms[0].Value), Is.EqualTo(new[] { 4.0, 0, 3 }));
            Assert.That(scores.Select(b => b.ErrorCount), Is.EqualTo(new[] { 0, 1, 0 }));
            Assert.That(scores[1].Terms[0].Error, Is.EqualTo("\"letters\" failed with FormatException: no letters"));
            Assert.That(scores[1].Total, Is.EqualTo(0.5));
        }

        [Test]
        public void ABatchWithTheWrongNumberOfScoresIsJudgedOneByOne()
        {
            WeightedReward sum = new WeightedReward().Add(new LettersInBatches { Extra = 1 }, 1);
            Assert.That(sum.ScoreAll(new[] { Reply("Aye."), Reply("No.") }).Select(b => b.Total), Is.EqualTo(new[] { 4.0, 3 }));
        }

        [Test]
        public void OneReplyAloneIsNoBatch()
        {
            var letters = new LettersInBatches();
            Assert.That(new WeightedReward().Add(letters, 1).Score(Reply("Aye.")).Total, Is.EqualTo(4));
            Assert.That(letters.Batches, Is.Empty);
        }

        [TestCase(0, 104.0, 103.0)]
        [TestCase(1, 4.0, 3.0)]
        public void TheScoresOfABatchCountAsItGaveThemIfThereIsOneForEachReply(int extra, double first, double second)
        {
            WeightedReward sum = new WeightedReward().Add(new LettersInBatches { Extra = extra, Bonus = 100 }, 1);
            Assert.That(sum.ScoreAll(new[] { Reply("Aye."), Reply("No.") }).Select(b => b.Total), Is.EqualTo(new[] { first, second }));
        }

        [Test]
        public void AScoreThatFailedSaysWhyInItsOwnWords()
        {
            var service = new DelegateReward("service", _ => throw new ScoreFailedException("The service is down."));
            RewardTerm term = new WeightedReward().Add(service, 1).Score(_reply).Terms[0];
            Assert.That((term.Value, term.Error), Is.EqualTo((0.0, "The service is down.")));
        }

        private static DelegateReward Gives(string name, double value) => new DelegateReward(name, context => value);

        /// <summary>Counts letters, and fails where there are none.</summary>
        private sealed class LettersInBatches : IBatchRewardFunction
        {
            public string Name => "letters";

            public List<int> Batches { get; } = new List<int>();

            public int Extra { get; set; }

            /// <summary>What a batch gives on top of one reply's score.</summary>
            public double Bonus { get; set; }

            public double Score(ReplyContext context) =>
                context.Reply.Length > 0 ? context.Reply.Length : throw new FormatException("no letters");

            public IReadOnlyList<double> ScoreAll(IReadOnlyList<ReplyContext> contexts)
            {
                Batches.Add(contexts.Count);
                return contexts.Select(context => Score(context) + Bonus).Concat(Enumerable.Repeat(0.0, Extra)).ToArray();
            }
        }
    }
}
