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
            for (int i = 0; i < shape.Count; i++) elements = checked(elements * shape[i]);
            return elements;
        }

        internal static long Row(IReadOnlyList<long> shape) => shape.Count == 0 ? 1 : shape[shape.Count - 1];

        internal static bool AreEqual(IReadOnlyList<long> a, IReadOnlyList<long> b)
        {
            bool equal = a.Count == b.Count;
            for (int i = 0; equal && i < a.Count; i++) equal = a[i] == b[i];
            return equal;
        }

        internal static string Text(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";
    }
}
