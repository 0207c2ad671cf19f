#nullable enable
using System;

namespace Repartee.Prompting
{
    /// <summary>What a chat template writes around the words of one role.</summary>
    public sealed record ChatTurn
    {
        /// <summary>Makes the surroundings of a turn.</summary>
        /// <param name="prefix">What comes before the words, special tokens spelled out.</param>
        /// <param name="suffix">What comes after them.</param>
        public ChatTurn(string prefix, string suffix)
        {
            Prefix = prefix ?? throw new ArgumentNullException(nameof(prefix));
            Suffix = suffix ?? throw new ArgumentNullException(nameof(suffix));
        }

        /// <summary>What comes before the words, special tokens spelled out.</summary>
        public string Prefix { get; }

        /// <summary>What comes after the words, special tokens spelled out.</summary>
        public string Suffix { get; }
    }
}
