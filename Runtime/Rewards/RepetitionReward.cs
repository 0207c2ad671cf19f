#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Rewards
{
    /// <summary>
    /// Rewards replies that repeat neither themselves nor what the NPC said before: 1 - max(r, s), where r is the share of the reply's
    /// n-grams that occurred earlier in the same reply, and s the share that occurs in the NPC's earlier replies. n-grams are runs of n
    /// words in any case (of text elements, when the reply has no word); a reply of fewer than n words is one n-gram. An empty reply
    /// scores 1: its length is judged elsewhere. Named "repetition".
    /// </summary>
    public sealed class RepetitionReward : IRewardFunction
    {
        private readonly int _n;

        /// <summary>Makes the reward.</summary>
        /// <param name="n">Words in an n-gram, at least 1; 3 by default, so that common word pairs stay free.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 1.</exception>
        public RepetitionReward(int n = 3)
        {
            if (n < 1)
                throw new ArgumentOutOfRangeException(nameof(n), n, $"Expected n-grams of at least 1 word, but found {n}.");
            _n = n;
        }

        /// <inheritdoc/>
        public string Name => "repetition";

        /// <inheritdoc/>
        public double Score(ReplyContext context)
        {
            string reply = Normal(context.Reply);
            if (reply.Length == 0)
                return 1;
            bool inWords = ReplyText.Words(reply).Count > 0;
            List<string> units = Units(reply, inWords);
            int n = Math.Min(_n, units.Count);
            List<string> grams = Grams(units, n);
            double repeated = 1 - (grams.Distinct().Count() / (double)grams.Count);
            var earlier = new HashSet<string>(context.EarlierReplies.SelectMany(text => Grams(Units(Normal(text), inWords), n)));
            double said = grams.Count(earlier.Contains) / (double)grams.Count;
            return 1 - Math.Max(repeated, said);
        }

        private static string Normal(string text) => ReplyText.Normalize(text.ToLowerInvariant());

        private static List<string> Units(string text, bool inWords) => inWords ? ReplyText.Words(text) : ReplyText.TextElements(text);

        private static List<string> Grams(List<string> units, int n) =>
            Enumerable.Range(0, Math.Max(0, units.Count - n + 1))
                .Select(start => string.Join("\u001F", units.Skip(start).Take(n)))
                .ToList();
    }
}
