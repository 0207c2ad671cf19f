#nullable enable
using System;
using Repartee.Dialogue;

namespace Repartee.Training.RewardModel
{
    /// <summary>Two replies to one dialogue, of which somebody preferred the first. Immutable.</summary>
    public sealed class PreferencePair
    {
        /// <summary>Makes a pair.</summary>
        /// <param name="state">The dialogue before the reply.</param>
        /// <param name="chosen">The better reply.</param>
        /// <param name="rejected">The other one.</param>
        /// <param name="margin">By how much the first is better, in units of the model's score: the training asks for a difference beyond
        /// it. 0 (default) or more.</param>
        /// <exception cref="ArgumentException">Both replies are the same, or the margin is negative or not finite.</exception>
        public PreferencePair(DialogueState state, string chosen, string rejected, double margin = 0)
        {
            State = state ?? throw new ArgumentNullException(nameof(state));
            Chosen = chosen ?? throw new ArgumentNullException(nameof(chosen));
            Rejected = rejected ?? throw new ArgumentNullException(nameof(rejected));
            Margin = margin;
            if (chosen == rejected)
                throw new ArgumentException($"Expected two different replies, but both are \"{chosen}\". Leave the pair out.");
            if (!(margin >= 0) || double.IsInfinity(margin))
                throw new ArgumentException(FormattableString.Invariant($"Expected a margin of 0 or more, but found {margin}."));
        }

        /// <summary>The dialogue before the reply.</summary>
        public DialogueState State { get; }

        /// <summary>The better reply.</summary>
        public string Chosen { get; }

        /// <summary>The other reply.</summary>
        public string Rejected { get; }

        /// <summary>The difference in score that the training asks for; 0 for any.</summary>
        public double Margin { get; }
    }
}
