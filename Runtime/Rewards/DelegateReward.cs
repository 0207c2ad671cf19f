#nullable enable
using System;

namespace Repartee.Rewards
{
    /// <summary>A reward that the game computes itself.</summary>
    public sealed class DelegateReward : IRewardFunction
    {
        private readonly Func<ReplyContext, double> _score;

        /// <summary>Wraps a function of the game.</summary>
        /// <param name="name">What logs and charts call it.</param>
        /// <param name="score">Judges a reply, 0 to 1. Called from worker threads, possibly several at once.</param>
        public DelegateReward(string name, Func<ReplyContext, double> score)
        {
            Name = name ?? throw new ArgumentNullException(nameof(name));
            _score = score ?? throw new ArgumentNullException(nameof(score));
        }

        /// <inheritdoc/>
        public string Name { get; }

        /// <inheritdoc/>
        public double Score(ReplyContext context) => _score(context);
    }
}
