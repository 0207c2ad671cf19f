#nullable enable
using System;
using System.Text.RegularExpressions;

namespace Repartee.Rewards
{
    /// <summary>1 when a regular expression matches somewhere in the reply, otherwise 0; or the other way round.</summary>
    public sealed class PatternReward : IRewardFunction
    {
        private readonly Regex _regex;
        private readonly bool _shouldMatch;

        /// <summary>Makes a reward for a format.</summary>
        /// <param name="pattern">A .NET regular expression, such as <c>^[^*]*$</c>; it sees UTF-16 code units.</param>
        /// <param name="shouldMatch">False to reward replies in which nothing matches; true by default.</param>
        /// <param name="options">Options of the expression; culture-invariant by default.</param>
        /// <param name="timeout">How long one reply may take; null for 100 ms. Then the term fails with an error.</param>
        /// <param name="name">What logs and charts call it; "pattern" by default.</param>
        /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
        public PatternReward(
            string pattern,
            bool shouldMatch = true,
            RegexOptions options = RegexOptions.CultureInvariant,
            TimeSpan? timeout = null,
            string name = "pattern")
        {
            _regex = new Regex(pattern, options, timeout ?? TimeSpan.FromMilliseconds(100));
            _shouldMatch = shouldMatch;
            Name = name ?? throw new ArgumentNullException(nameof(name));
        }

        /// <inheritdoc/>
        public string Name { get; }

        /// <inheritdoc/>
        /// <exception cref="RegexMatchTimeoutException">The match took too long.</exception>
        public double Score(ReplyContext context) => _regex.IsMatch(context.Reply) == _shouldMatch ? 1 : 0;
    }
}
