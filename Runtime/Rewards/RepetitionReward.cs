#nullable enable
using System;

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
            int start = 0;
            bool inWords = ReplyText.NextWord(reply, ref start, out _, out _);
            var words = new SequenceNumbers<char>();
            ReadOnlyMemory<int> units = Numbers(reply, inWords, words, areNew: true);
            int n = Math.Min(_n, units.Length);
            var grams = new SequenceNumbers<int>();
            var places = new int[units.Length - n + 1];                         // of the reply's n-grams: their numbers
            for (int i = 0; i < places.Length; i++)
                places[i] = grams.Add(units.Slice(i, n));
            double repeated = 1 - (grams.Count / (double)places.Length);
            double said = CountSaid(context, inWords, words, n, grams, places) / (double)places.Length;
            return 1 - Math.Max(repeated, said);
        }

        private static int CountSaid(
            ReplyContext context, bool inWords, SequenceNumbers<char> words, int n, SequenceNumbers<int> grams, int[] places)
        {
            var wasSaid = new bool[grams.Count];
            foreach (string earlier in context.EarlierReplies)
            {
                ReadOnlySpan<int> units = Numbers(Normal(earlier), inWords, words, areNew: false).Span;
                for (int i = 0; i + n <= units.Length; i++)
                {
                    int gram = grams.Find(units.Slice(i, n));
                    if (gram >= 0)
                        wasSaid[gram] = true;
                }
            }

            int said = 0;
            foreach (int gram in places)
                said += wasSaid[gram] ? 1 : 0;
            return said;
        }

        private static string Normal(string text) => ReplyText.Normalize(text.ToLowerInvariant());

        /// <summary>The units' numbers; of units that are neither there nor <paramref name="areNew"/>, -1.</summary>
        private static ReadOnlyMemory<int> Numbers(string text, bool inWords, SequenceNumbers<char> words, bool areNew)
        {
            var numbers = new int[text.Length];
            int count = 0, place = 0;
            while (Next(text, inWords, ref place, out int start, out int length))
                numbers[count++] = areNew ? words.Add(text.AsMemory(start, length)) : words.Find(text.AsSpan(start, length));
            return numbers.AsMemory(0, count);
        }

        private static bool Next(string text, bool inWords, ref int place, out int start, out int length)
        {
            if (inWords)
                return ReplyText.NextWord(text, ref place, out start, out length);
            start = place;
            length = place < text.Length ? ReplyText.ElementLength(text, place) : 0;
            place += length;
            return length > 0;
        }
    }
}
