#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Editor.Inspectors
{
    /// <summary>Scores a reply that somebody types, term by term.</summary>
    public static class RewardTryOut
    {
        /// <summary>Scores it.</summary>
        /// <param name="build">Makes the sum of the rules; what it throws is shown.</param>
        /// <param name="player">What the player says; may be blank.</param>
        /// <param name="solution">A good reply to compare with; blank for none.</param>
        /// <param name="reply">What the NPC says.</param>
        /// <returns>A line for each term and one for the total, or one that says what is wrong.</returns>
        public static IReadOnlyList<string> Lines(Func<WeightedReward> build, string player, string solution, string reply)
        {
            try
            {
                DialogueState state = DialogueState.Begin("")
                    .With(new DialogueMessage(DialogueRole.User, player.Length == 0 ? "…" : player));
                if (!string.IsNullOrWhiteSpace(solution))
                    state = state.WithSolutions(new[] { solution });
                RewardBreakdown score = build().Score(new ReplyContext(state, reply));
                return score.Terms.Select(Line).Append($"Total: {Number(score.Total)}").ToArray();
            }
            catch (Exception problem)                                           // the game's own rules may throw anything
            {
                return new[] { problem.Message };
            }
        }

        private static string Line(RewardTerm term) => term.Error is null
            ? $"{term.Name}: {Number(term.Value)} (weight {Number(term.Weight)})"
            : $"{term.Name}: failed. {term.Error}";

        private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
    }
}
