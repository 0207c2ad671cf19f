#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    public sealed class RewardStatisticsTests
    {
        private static readonly WeightedReward Rewards = new WeightedReward()
            .Add(new DelegateReward("letters", context => context.Reply.Length), 1)
            .Add(new DelegateReward("broken", context => context.Reply == "bb" ? double.NaN : 0.5), -1);

        [Test]
        public void MeansAreOverAllRepliesOfAllConversations()
        {
            var metrics = new Dictionary<string, double>();
            RewardStatistics.Add(Scored(), metrics);

            // Totals: "a" 1 - 0.5 + 2, "bb" 2, "cccc" 4 - 0.5.
            var totals = new[] { 2.5, 2.0, 3.5 };
            double mean = totals.Average();
            Assert.That(metrics["objective/scores"], Is.EqualTo(mean).Within(1e-12));
            double deviation = System.Math.Sqrt(totals.Average(t => (t - mean) * (t - mean)));
            Assert.That(metrics["objective/scores_std"], Is.EqualTo(deviation).Within(1e-12));
            Assert.That(metrics["objective/quality"], Is.EqualTo(7.0 / 3).Within(1e-12));
            Assert.That(metrics["reward/letters"], Is.EqualTo(7.0 / 3).Within(1e-12));
            Assert.That(metrics["reward/broken"], Is.EqualTo(1.0 / 3).Within(1e-12));
            Assert.That(metrics["reward/quest"], Is.EqualTo(2), "of the replies that the game rewarded");
            Assert.That(metrics["reward/errors"], Is.EqualTo(1));
            Assert.That(metrics["rollout/response_length_mean"], Is.EqualTo(11.0 / 3).Within(1e-12));
            Assert.That(metrics["rollout/distinct_pairs"], Is.EqualTo(3.0 / 6).Within(1e-12), "5 6, 6 5 and 6 7, of six");
            Assert.That(metrics["rollout/truncated_rate"], Is.EqualTo(1.0 / 3).Within(1e-12));
        }

        [Test]
        public void ErrorsAreAddedUpAndRewardsOfTheGameAveragedOverAllReplies()
        {
            var metrics = new Dictionary<string, double>();
            var talk = Talk(false, Played(1, "bb", new[] { 5, 6 }, quest: 1), Played(7, "bb", new[] { 5, 6 }, quest: 4));
            RewardStatistics.Add(ScoredConversation.All(new[] { talk }, Rewards), metrics);
            Assert.That((metrics["reward/errors"], metrics["reward/quest"]), Is.EqualTo((2.0, 2.5)));
        }

        [Test]
        public void RepliesOfOneTokenHaveNoPairThatCouldBeAlike()
        {
            var metrics = new Dictionary<string, double>();
            RewardStatistics.Add(ScoredConversation.All(new[] { Talk(false, Played(1, "a", new[] { 5 })) }, Rewards), metrics);
            Assert.That(metrics["rollout/distinct_pairs"], Is.EqualTo(1));
        }

        [Test]
        public void AnEpisodeHoldsEachReplysTokensAndItsWholeReward()
        {
            var buffer = Scored();
            Assert.That(buffer.Select(c => c.Episode.Interrupted), Is.EqualTo(new[] { false, true }));
            var replies = buffer.SelectMany(c => c.Episode.Replies).ToArray();
            Assert.That(replies.Select(r => r.Score), Is.EqualTo(new[] { 2.5, 2.0, 3.5 }));
            Assert.That(replies.Select(r => r.Start), Is.EqualTo(new[] { 1, 7, 1 }));
            Assert.That(replies.Select(r => r.Length), Is.EqualTo(new[] { 4, 3, 4 }));
            Assert.That(replies.Select(r => r.PolicyVersion), Is.EqualTo(new long[] { 11, 17, 11 }));
            Assert.That(replies.Select(r => r.Truncated), Is.EqualTo(new[] { false, true, false }));
        }

        [Test]
        public void SamplesAreTheFirstRepliesWithTermsGameRewardsAndErrors()
        {
            var samples = ScoredConversation.Samples(Scored(), 2);
            Assert.That(samples.Select(s => s.Reply), Is.EqualTo(new[] { "a", "bb" }));
            Assert.That((samples[0].Persona, samples[0].Player), Is.EqualTo(("A smith.", "Hello.")));
            Assert.That((samples[0].Total, samples[0].PolicyVersion), Is.EqualTo((2.5, 11L)));
            Assert.That(samples[0].Terms, Is.EqualTo(new Dictionary<string, double> { ["letters"] = 1, ["broken"] = 0.5 }));
            Assert.That(samples[0].GameRewards, Is.EqualTo(new[] { new KeyValuePair<string, double>("quest", 2) }));
            Assert.That(samples[0].Errors, Is.Empty);
            Assert.That(samples[1].Errors["broken"], Is.EqualTo("Expected \"broken\" to give a finite score, but found NaN."));
        }

        private static List<ScoredConversation> Scored() => ScoredConversation.All(
            new[]
            {
                Talk(false, Played(1, "a", new[] { 5, 6, 5 }, quest: 2), Played(7, "bb", new[] { 5, 6, 7 }, truncated: true)),
                Talk(true, Played(1, "cccc", new[] { 6, 5, 6 })),
            },
            Rewards);

        private static FinishedConversation Talk(bool interrupted, params PlayedReply[] replies) =>
            new FinishedConversation(new int[12], replies, interrupted);

        private static PlayedReply Played(int start, string text, int[] spoken, bool truncated = false, double? quest = null)
        {
            var state = new DialogueState("A smith.", new[] { DialogueMessage.FromUser("Hello.") });
            return new PlayedReply(
                start, new float[spoken.Length + (truncated ? 0 : 1)], 10 + start, new ReplyContext(state, text, spoken, truncated),
                quest is double value ? new[] { new GameReward("quest", value) } : new GameReward[0]);
        }
    }
}
