#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Frozen.Gguf
{
    /// <summary>Sizes of a tensor, outermost first.</summary>
    internal static class GgufShape
    {
        internal const int MostSizes = 4;

        /// <exception cref="OverflowException">There are more elements than a long counts.</exception>
        internal static long Elements(IReadOnlyList<long> shape)
        {
            long elements = 1;
            foreach (long size in shape) elements = checked(elements * size);
            return elements;
        }

        internal static long Row(IReadOnlyList<long> shape) => shape.Count == 0 ? 1 : shape[shape.Count - 1];

        internal static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
    }
}
