#nullable enable
using System;

namespace Repartee.Rewards
{
    /// <summary>
    /// 1 when the reply's length is in a band; outside it falls in a straight line, to 0 at a distance of <c>falloff</c> units from the
    /// band: max(0, 1 - distance / falloff). Named "length".
    /// </summary>
    public sealed class LengthReward : IRewardFunction
    {
        private readonly int _minimum;
        private readonly int _maximum;
        private readonly LengthUnit _unit;
        private readonly double _falloff;

        /// <summary>Makes the reward.</summary>
        /// <param name="minimum">The shortest length that scores 1, from 0 on.</param>
        /// <param name="maximum">The longest length that scores 1.</param>
        /// <param name="unit">What is counted; words by default.</param>
        /// <param name="falloff">How many units outside the band score 0, above 0; 10 by default.</param>
        /// <exception cref="ArgumentOutOfRangeException">The band is empty or negative, or the falloff isn't above 0.</exception>
        public LengthReward(int minimum, int maximum, LengthUnit unit = LengthUnit.Words, double falloff = 10)
        {
            if (minimum < 0 || maximum < minimum)
                throw new ArgumentOutOfRangeException(nameof(maximum), maximum,
                    $"Expected 0 <= minimum <= maximum, but found {minimum} and {maximum}.");
            if (!(falloff > 0) || double.IsInfinity(falloff))
                throw new ArgumentOutOfRangeException(nameof(falloff), falloff,
                    FormattableString.Invariant($"Expected a finite falloff above 0, but found {falloff}. Use 1 for a sharp edge."));
            _minimum = minimum;
            _maximum = maximum;
            _unit = unit;
            _falloff = falloff;
        }

        /// <inheritdoc/>
        public string Name => "length";

        /// <inheritdoc/>
        /// <exception cref="InvalidOperationException">Tokens are to be counted, but the reply has text and no tokens.</exception>
        public double Score(ReplyContext context)
        {
            int length = Measure(context);
            int distance = Math.Max(0, Math.Max(_minimum - length, length - _maximum));
            return Math.Max(0, 1 - (distance / _falloff));
        }

        private int Measure(ReplyContext context)
        {
            if (_unit == LengthUnit.Words)
                return ReplyText.CountWords(ReplyText.Normalize(context.Reply));
            if (_unit == LengthUnit.TextElements)
                return ReplyText.CountElements(ReplyText.Normalize(context.Reply));
            if (context.Tokens.Count == 0 && context.Reply.Length > 0)
                throw new InvalidOperationException("Expected the reply's tokens, but it has text only. "
                    + "Count words or text elements instead.");
            return context.Tokens.Count;
        }
    }
}
