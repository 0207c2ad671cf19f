#nullable enable
using System;

namespace Repartee.Training.Export
{
    /// <summary>
    /// Hugging Face's Llama turns value i of a head with i + d/2, llama.cpp's neighbouring ones: row 2i of a head there is row i here, and
    /// row 2i + 1 is row i + d/2.
    /// </summary>
    internal static class RotaryRows
    {
        /// <summary>The row here of a row there.</summary>
        internal static long Source(long row, int headDim)
        {
            long head = row / headDim, within = row % headDim;
            return head * headDim + within / 2 + within % 2 * (headDim / 2);
        }

        /// <summary>Reads a part of a tensor in llama.cpp's order of rows.</summary>
        internal static void Read(IActorSource source, string name, int headDim, long columns, long first, Span<float> destination)
        {
            while (destination.Length > 0)
            {
                long row = first / columns, column = first % columns;
                int count = (int)Math.Min(columns - column, destination.Length);
                source.Read(name, Source(row, headDim) * columns + column, destination.Slice(0, count));
                destination = destination.Slice(count);
                first += count;
            }
        }
    }
}
