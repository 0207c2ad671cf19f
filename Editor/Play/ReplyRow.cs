#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Sessions;

namespace Repartee.Editor.Play
{
    /// <summary>A sampled reply in the table. Immutable.</summary>
    public sealed class ReplyRow
    {
        internal ReplyRow(
            long update, string player, string reply, double total, IReadOnlyDictionary<string, double> terms,
            IReadOnlyDictionary<string, string> errors)
        {
            Update = update;
            Player = player;
            Reply = reply;
            Total = total;
            Terms = terms;
            Errors = errors;
        }

        /// <summary>The update that learnt from it.</summary>
        public long Update { get; }

        /// <summary>What it answered.</summary>
        public string Player { get; }

        /// <summary>What the NPC said.</summary>
        public string Reply { get; }

        /// <summary>Its score.</summary>
        public double Total { get; }

        /// <summary>What each reward function and the game gave.</summary>
        public IReadOnlyDictionary<string, double> Terms { get; }

        /// <summary>Terms that failed, and why.</summary>
        public IReadOnlyDictionary<string, string> Errors { get; }

        internal static ReplyRow Of(long update, ReplySample sample)
        {
            Dictionary<string, double> terms = sample.Terms.ToDictionary(term => term.Key, term => term.Value);
            foreach (KeyValuePair<string, double> given in sample.GameRewards)
                terms[given.Key] = terms.TryGetValue(given.Key, out double before) ? before + given.Value : given.Value;
            return new ReplyRow(update, sample.Player, sample.Reply, sample.Total, terms, sample.Errors);
        }
    }
}
