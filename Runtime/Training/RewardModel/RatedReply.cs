#nullable enable
using System;
using Repartee.Dialogue;

namespace Repartee.Training.RewardModel
{
    /// <summary>A reply with a number that says how good it is, such as a player's stars. Immutable.</summary>
    public sealed class RatedReply
    {
        /// <summary>Makes a rated reply.</summary>
        /// <param name="state">The dialogue before the reply.</param>
        /// <param name="reply">The reply.</param>
        /// <param name="score">How good it is, on any scale; higher is better.</param>
        /// <exception cref="ArgumentException">The score is not finite.</exception>
        public RatedReply(DialogueState state, string reply, double score)
        {
            State = state ?? throw new ArgumentNullException(nameof(state));
            Reply = reply ?? throw new ArgumentNullException(nameof(reply));
            Score = score;
            if (double.IsNaN(score) || double.IsInfinity(score))
                throw new ArgumentException(FormattableString.Invariant($"Expected a finite score, but found {score}."), nameof(score));
        }

        /// <summary>The dialogue before the reply.</summary>
        public DialogueState State { get; }

        /// <summary>The reply.</summary>
        public string Reply { get; }

        /// <summary>How good it is; higher is better.</summary>
        public double Score { get; }
    }
}
