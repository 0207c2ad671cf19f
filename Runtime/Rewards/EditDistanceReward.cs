#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using F23.StringSimilarity;

namespace Repartee.Rewards
{
    /// <summary>
    /// How near the reply is to the nearest solution of the row: max over solutions of 1 - distance / max(length), with the Levenshtein
    /// distance and both lengths in characters or words. Text is composed (NFC) and white space collapsed first. Named "edit_distance".
    /// </summary>
    public sealed class EditDistanceReward : IRewardFunction
    {
        private static readonly Levenshtein Distance = new Levenshtein();
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
            return context.State.Solutions.Max(solution => Similarity(context.Reply, solution));
        }

        private double Similarity(string reply, string solution)
        {
            // The library compares numbers: equal units get equal numbers.
            var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            int[] first = Numbered(reply, numbers);
            int[] second = Numbered(solution, numbers);
            int longest = Math.Max(first.Length, second.Length);
            return longest == 0 ? 1 : 1 - (Distance.Distance<int>(first, second) / longest);
        }

        private int[] Numbered(string text, Dictionary<string, int> numbers)
        {
            string normal = ReplyText.Normalize(_ignoreCase ? text.ToLower(CultureInfo.InvariantCulture) : text);
            IEnumerable<string> units = _unit == EditUnit.Characters
                ? ReplyText.TextElements(normal)
                : (IEnumerable<string>)normal.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
            return units.Select(unit =>
            {
                if (!numbers.TryGetValue(unit, out int number))
                    numbers.Add(unit, number = numbers.Count);
                return number;
            }).ToArray();
        }
    }
}
