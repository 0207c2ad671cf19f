#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Dialogue;

namespace Repartee.Training.RewardModel
{
    /// <summary>
    /// Parts labels into those to learn from and those to measure. A dialogue's labels stay together: else its words would leak.
    /// </summary>
    internal static class HeldOutLabels
    {
        /// <param name="dialogues">The dialogue of each label.</param>
        /// <param name="share">Of the dialogues, 0 to below 1. Above 0 it is at least one; one is always left to learn from.</param>
        /// <param name="seed">Decides which.</param>
        /// <returns>Indices of labels.</returns>
        internal static (int[] Training, int[] HeldOut) Split(IReadOnlyList<DialogueState> dialogues, double share, ulong seed)
        {
            var groups = Enumerable.Range(0, dialogues.Count).GroupBy(i => Key(dialogues[i])).Select(group => group.ToArray()).ToArray();
            int held = share > 0 ? Math.Min(groups.Length - 1, Math.Max(1, (int)Math.Round(share * groups.Length))) : 0;
            var order = CounterRandom.Permutation(groups.Length, seed);
            return (Labels(groups, order.Skip(held)), Labels(groups, order.Take(held)));
        }

        /// <summary>Equal for dialogues that read the same.</summary>
        internal static string Key(DialogueState state)
        {
            var lines = state.Messages.SelectMany(message => new[] { message.Role, message.Content });
            return string.Join("\0", new[] { state.RawContext ?? "", state.Persona }.Concat(lines));
        }

        private static int[] Labels(int[][] groups, IEnumerable<int> chosen) => chosen.SelectMany(i => groups[i]).OrderBy(i => i).ToArray();
    }
}
