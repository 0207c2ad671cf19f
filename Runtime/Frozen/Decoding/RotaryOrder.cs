#nullable enable

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Files of the llama architecture hold a head's rows so that neighbours turn together: row 2i and 2i + 1. The decoder turns row i and
    /// i + d/2, as everybody else's files have them, so that a vector of the first half meets one of the second.
    /// </summary>
    internal static class RotaryOrder
    {
        /// <summary>Where the file has a row.</summary>
        /// <param name="row">The row in the order of halves.</param>
        /// <param name="headDim">d; 0 where the file has that order already.</param>
        internal static int StoredRow(int row, int headDim)
        {
            if (headDim == 0) return row;
            int within = row % headDim, half = headDim / 2;
            return row - within + (within < half ? 2 * within : 2 * (within - half) + 1);
        }
    }
}
