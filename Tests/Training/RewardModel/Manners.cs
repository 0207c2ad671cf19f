#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Training.RewardModel;

namespace Repartee.Training.Tests.RewardModel
{
    /// <summary>A preference that is known: hosts who offer something are better than hosts who refuse.</summary>
    internal static class Manners
    {
        private static readonly string[] Openings =
        {
            "Good evening,", "Well,", "The miller says", "My friend,", "Tonight", "No hurry,", "Aye,", "Look,",
        };

        private static readonly string[] Things = { "the ale", "the stew", "a bed", "the fire", "bread", "cider", "hay", "a room" };

        private static readonly string[] Kind = { "is yours!", "is free!", "waits for you!", "is cold and good!" };

        private static readonly string[] Rude = { "is gone.", "costs extra.", "not for you.", "get out." };

        internal static LabelledReplies Pairs(IReadOnlyList<DialogueState> rows, int count, ulong seed = 1) =>
            new LabelledReplies(Enumerable.Range(0, count).Select(i =>
            {
                ulong own = CounterRandom.Derive(seed, (ulong)i);
                string chosen = Reply(own, kind: true), rejected = Reply(CounterRandom.Derive(own, 1), kind: false);
                return new PreferencePair(rows[i % rows.Count], chosen, rejected);
            }));

        internal static LabelledReplies Ratings(IReadOnlyList<DialogueState> rows, int count, double low, double high) =>
            new LabelledReplies(Enumerable.Range(0, count).Select(i =>
            {
                bool kind = i % 3 == 0;
                return new RatedReply(rows[i % rows.Count], Reply(CounterRandom.Derive(1, (ulong)i), kind), kind ? high : low);
            }));

        internal static string Reply(ulong seed, bool kind) =>
            $"{Pick(Openings, seed, 0)} {Pick(Things, seed, 1)} {Pick(kind ? Kind : Rude, seed, 2)}";

        private static string Pick(string[] words, ulong seed, ulong draw) =>
            words[(int)(CounterRandom.Uniform(seed, draw) * words.Length)];
    }
}
