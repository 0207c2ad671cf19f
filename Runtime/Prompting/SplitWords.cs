#nullable enable

namespace Repartee.Prompting
{
    /// <summary>How a <see cref="SplitPattern"/> tells words apart.</summary>
    internal enum SplitWords
    {
        /// <summary>Letters and the space before them; English contractions in lower case are pieces of their own.</summary>
        AfterSpace,

        /// <summary>Letters and any character before them but line ends; contractions in any case are pieces of their own.</summary>
        AfterAny,

        /// <summary>
        /// Like <see cref="AfterAny"/>, but a capital begins a new word, marks count as letters, and contractions don't count.
        /// </summary>
        ByCase,
    }
}
