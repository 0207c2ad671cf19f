#nullable enable
using System;

namespace Repartee.Sessions
{
    /// <summary>How every list of options refuses a value.</summary>
    internal static class OptionRange
    {
        /// <exception cref="ArgumentException">It does not hold; the message names the option, what was expected and what was
        /// found.</exception>
        internal static void Require(bool holds, string name, string expected, double found)
        {
            if (!holds)
                throw new ArgumentException(FormattableString.Invariant($"{name}: expected {expected}, but found {found}."));
        }

        /// <summary>Requires a share of the time.</summary>
        internal static void RequireShare(string name, double share) => Require(share > 0 && share <= 1, name, "above 0 and at most 1", share);
    }
}
