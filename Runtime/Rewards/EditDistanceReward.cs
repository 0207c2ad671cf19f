#nullable enable
using System;

namespace Repartee.Rewards
{
    /// <summary>
    /// How near the reply is to the nearest solution of the row: max over solutions of 1 - distance / max(length), with the Levenshtein
    /// distance and both lengths in characters or words. Text is composed (NFC) and white space collapsed first. Named "edit_distance".
    /// </summary>
    public sealed class EditDistanceReward : IRewardFunction
    {
        private const int Ascii = 0x80;                                         // below it, a character is its own number
        private readonly EditUnit _unit;
        private readonly bool _ignoreCase;

        /// <summary>Makes the reward.</summary>
        /// <param name="unit">What is inserted, deleted and replaced; characters by default.</param>
        /// <param name="ignoreCase">True (the default) when upper and lower case are the same, by the invariant culture.</param>
        public EditDistanceReward(EditUnit unit = EditUnit.Characters, bool ignoreCase = true)
        {
            _unit = unit;
            _ignoreCase = ignoreCase;
        }

        /// <inheritdoc/>
        public string Name => "edit_distance";

        /// <inheritdoc/>
        /// <exception cref="InvalidOperationException">The row has no solution.</exception>
        public double Score(ReplyContext context)
        {
            if (context.State.Solutions.Count == 0)
                throw new InvalidOperationException("Expected a row with at least one solution, but it has none. "
                    + "Add \"solution\" to the row, or leave this reward out.");
            var units = new SequenceNumbers<char>();
            var distance = new EditDistance(Numbered(context.Reply, units));
            double best = 0;
            foreach (string solution in context.State.Solutions)
                best = Math.Max(best, Similarity(distance, Numbered(solution, units).Span, Ascii + units.Count, best));
            return best;
        }

        /// <summary>0 where it can't be above the best so far: a distance is no less than the difference of the lengths.</summary>
        private static double Similarity(EditDistance distance, Span<int> solution, int numbers, double best)
        {
            int longest = Math.Max(distance.Length, solution.Length);
            if (longest == 0)
                return 1;
            int least = longest - Math.Min(distance.Length, solution.Length);
            return 1 - (least / (double)longest) > best ? 1 - (distance.To(solution, numbers) / (double)longest) : 0;
        }

        /// <summary>Equal units get equal numbers.</summary>
        private Memory<int> Numbered(string text, SequenceNumbers<char> units)
        {
            string normal = ReplyText.Normalize(_ignoreCase ? text.ToLowerInvariant() : text);
            bool inWords = _unit == EditUnit.Words;
            var numbers = new int[inWords ? (normal.Length / 2) + 1 : normal.Length];
            int count = 0;
            for (int start = 0; start < normal.Length;)
            {
                int length = inWords ? SpacedLength(normal, start) : ReplyText.ElementLength(normal, start);
                numbers[count++] = length == 1 && normal[start] < Ascii ? normal[start] : Ascii + units.Add(normal.AsMemory(start, length));
                start += length + (inWords ? 1 : 0);                            // a space parts words, and is no unit
            }

            return numbers.AsMemory(0, count);
        }

        private static int SpacedLength(string text, int start)
        {
            int space = text.IndexOf(' ', start);
            return (space < 0 ? text.Length : space) - start;
        }
    }
}
