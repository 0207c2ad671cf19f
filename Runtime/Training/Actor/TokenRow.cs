#nullable enable
namespace Repartee.Training.Actor
{
    /// <summary>A token sequence and which of its tokens are scored or learnt.</summary>
    internal readonly struct TokenRow
    {
        internal TokenRow(int[] tokens, int[] chosen)
        {
            Tokens = tokens;
            Chosen = chosen;
        }

        /// <summary>The whole sequence (T).</summary>
        internal int[] Tokens { get; }

        /// <summary>Indices of chosen tokens, each 1 or more: the token before predicts it.</summary>
        internal int[] Chosen { get; }
    }
}
