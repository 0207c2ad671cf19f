#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.Weights
{
    /// <summary>Sizes of tensors, without silent overflow.</summary>
    internal static class SafetensorsShape
    {
        private const int MostShown = 8;

        /// <exception cref="OverflowException">More bytes than a long holds, even if another size is 0.</exception>
        internal static long ByteCount(SafetensorsDType dtype, IReadOnlyList<long> shape)
        {
            long bytes = dtype.Bytes();
            bool empty = false;
            foreach (long size in shape)
            {
                empty |= size == 0;
                if (size != 0) bytes = checked(bytes * size);
            }

            return empty ? 0 : bytes;
        }

        /// <summary>A shape for a message: all sizes of a sound tensor, the first of a damaged one.</summary>
        internal static string Text(IReadOnlyList<long> shape) =>
            $"[{string.Join(", ", shape.Take(MostShown))}{(shape.Count > MostShown ? $", ... {shape.Count} sizes" : "")}]";
    }
}
