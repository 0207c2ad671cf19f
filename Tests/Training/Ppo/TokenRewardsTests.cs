#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Experience;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class TokenRewardsTests
    {
        private static readonly float[] LogProbs = { -1.0f, -2.0f, -0.5f, -3.0f };
        private static readonly float[] Reference = { -1.5f, -1.0f, -0.7f, -3.0f };

        [Test]
        public void TheScoreLandsOnceOnTheLastChosenTokenAndKlIsTakenOffEach()
        {
            var rewards = TokenRewards.Compute(Episode(Reply(2, 4, score: 0.8)), LogProbs, Reference, 0.1, new PpoOptions());
            Assert.That(rewards, Is.EqualTo(new[] { -0.05, 0.1, -0.02, 0.8 }).Within(1e-6));
        }

        [Test]
        public void TheSumIsTheScoreMinusBetaTimesKl()
        {
            var rewards = TokenRewards.Compute(Episode(Reply(2, 4, score: 0.8)), LogProbs, Reference, 0.05, new PpoOptions());
            double kl = LogProbs.Zip(Reference, (p, r) => (double)p - r).Sum();
            Assert.That(rewards.Sum(), Is.EqualTo(0.8 - 0.05 * kl).Within(1e-6));
        }

        [Test]
        public void EachReplysScoreLandsOnItsOwnLastTokenAndTheGapBetweenThemLeavesNoTrace()
        {
            var episode = Episode(Reply(1, 2, score: 0.0), Reply(9, 2, score: 1.0));
            var rewards = TokenRewards.Compute(episode, LogProbs, null, 0.05, new PpoOptions());
            Assert.That(rewards, Is.EqualTo(new[] { 0.0, 0.0, 0.0, 1.0 }));

            var (advantages, returns) = (new double[4], new double[4]);
            GeneralizedAdvantage.Compute(rewards, new[] { 0.5f, 0.4f, 0.3f, 0.2f }, 1.0, 0.95, 0.0, advantages, returns);
            Assert.That(advantages, Is.EqualTo(new[] { 0.40065, 0.527, 0.66, 0.8 }).Within(1e-6));
        }

        [Test]
        public void AScoreOfExactlyZeroIsAScore()
        {
            var rewards = TokenRewards.Compute(Episode(Reply(2, 4, score: 0.0)), LogProbs, null, 0.05, new PpoOptions());
            Assert.That(rewards, Is.EqualTo(new double[4]));
        }

        [Test]
        public void AScoreThatIsNotFiniteNeverReachesAnEpisode()
        {
            var rewards = new WeightedReward()
                .Add(new DelegateReward("nan", _ => double.NaN), 1.0)
                .Add(new DelegateReward("infinite", _ => double.PositiveInfinity), 1.0)
                .Add(new DelegateReward("zero", _ => 0.0), 1.0)
                .Add(new DelegateReward("one", _ => 1.0), 1.0);
            var state = new DialogueState("", new[] { new DialogueMessage(DialogueRole.User, "Hello.") });
            var breakdown = rewards.Score(new ReplyContext(state, "Hi."));
            Assert.That(breakdown.Total, Is.EqualTo(0.25));
            Assert.That(breakdown.Terms.Select(t => t.Error != null), Is.EqualTo(new[] { true, true, false, false }));
        }

        [Test]
        public void ATruncatedReplyPaysThePenaltyAndAStoppedOneDoesNot()
        {
            var options = new PpoOptions { MissingStopPenalty = 1.0 };
            var episode = Episode(Reply(1, 2, score: 0.5, truncated: true), Reply(5, 2, score: 0.5));
            Assert.That(TokenRewards.Compute(episode, LogProbs, null, 0.05, options), Is.EqualTo(new[] { 0.0, -0.5, 0.0, 0.5 }));
        }

        [Test]
        public void TruncationIsWhatTheConfiguredStopTokenSays()
        {
            using var network = TinyActor.Network();                            // whose own end token is TinyActor.Stop
            using var weights = TinyActor.Weights(network);
            const int Configured = 20;
            var jobs = Enumerable.Range(0, 40)
                .Select(i => new GenerationJob(TinyActor.Prompt(3, (ulong)i), new SamplingOptions { MaxTokens = 12 }, (ulong)i)).ToArray();
            TinyActor.Answer(network, weights, jobs, Configured);
            foreach (var job in jobs)
                Assert.That(job.Finish, Is.EqualTo(job.Tokens.Last() == Configured ? FinishReason.Stop : FinishReason.Length));
            Assert.That(
                jobs.Count(j => j.Finish == FinishReason.Length && j.Tokens.Contains(TinyActor.Stop)), Is.GreaterThan(0),
                "some reply should hold the other end token and still be truncated");
        }

        [Test]
        public void InTheLossThePenaltyLeavesTheRewardAlone()
        {
            var options = new PpoOptions { KlPlacement = KlPlacement.Loss, KlEstimator = KlEstimator.K2 };
            var rewards = TokenRewards.Compute(Episode(Reply(2, 4, score: 1.0)), LogProbs, Reference, 0.1, options);
            Assert.That(rewards, Is.EqualTo(new[] { 0.0, 0.0, 0.0, 1.0 }));
        }

        [Test]
        public void K3InTheRewardIsItsOwnEstimate()
        {
            var options = new PpoOptions { KlEstimator = KlEstimator.K3 };
            var rewards = TokenRewards.Compute(Episode(Reply(2, 4, score: 0.0)), LogProbs, Reference, 0.1, options);
            Assert.That(rewards, Is.EqualTo(new[] { 0.5, -1.0, 0.2, 0.0 }.Select(d => -0.1 * (Math.Exp(-d) - 1 + d))).Within(1e-6));
        }

        private static EpisodeReply Reply(int start, int length, double score, bool truncated = false) =>
            new EpisodeReply(start, new float[length], 0, truncated, score);

        private static Episode Episode(params EpisodeReply[] replies) => new Episode(new int[12], replies, interrupted: false);
    }
}
