#nullable enable
using System;
using System.Collections.Generic;
using System.IO;

namespace Repartee.Frozen.Gguf
{
    /// <summary>The list of tensors that follows the metadata, each of them inside the file and none inside another.</summary>
    internal static class GgufTensorTable
    {
        internal const int MostNameBytes = 64;

        /// <exception cref="InvalidDataException">The list breaks a rule of the format.</exception>
        internal static Dictionary<string, GgufTensorInfo> Read(GgufInput input, int count, uint alignment)
        {
            var rows = new List<Row>();
            for (int i = 0; i < count; i++) rows.Add(ReadRow(input, i, alignment));
            long dataStart = Align(input.Position, alignment);
            var tensors = new Dictionary<string, GgufTensorInfo>(StringComparer.Ordinal);
            foreach (Row row in rows)
            {
                input.Place = $"tensor '{GgufText.Shorten(row.Name)}'";
                if (!tensors.TryAdd(row.Name, Locate(input, row, dataStart)))
                    throw input.Broken($"expected {input.Place} once, but found it twice");
            }

            RequireNoOverlaps(input, tensors.Values);
            return tensors;
        }

        internal static long Align(long position, uint alignment) => (position + alignment - 1) & -(long)alignment;

        private static Row ReadRow(GgufInput input, int index, uint alignment)
        {
            input.Place = $"the name of tensor {index}";
            string name = input.Text(MostNameBytes);
            input.Place = $"tensor '{GgufText.Shorten(name)}'";
            uint sizes = input.UInt32();
            if (sizes > GgufShape.MostSizes)
                throw input.Broken($"expected {input.Place} to have at most {GgufShape.MostSizes} sizes, but found {sizes}");
            var shape = new long[sizes];
            bool positive = true;
            for (int i = shape.Length - 1; i >= 0; i--)
            {
                shape[i] = (long)input.UInt64();
                positive &= shape[i] > 0;
            }

            if (!positive)
                throw input.Broken($"expected {input.Place} to have sizes from 1, but found {GgufShape.Text(shape)}");
            uint number = input.UInt32();
            var type = (GgufType)number;
            if (!type.IsKnown()) throw input.Broken($"expected {input.Place} to be of a known ggml type, but found number {number}");
            if (GgufShape.Row(shape) % type.BlockElements() != 0)
                throw input.Broken(
                    $"expected {input.Place} to have rows of a multiple of {type.BlockElements()} elements, as {type} needs, but found " +
                    GgufShape.Text(shape));
            ulong offset = input.UInt64();
            if (offset % alignment != 0)
                throw input.Broken($"expected {input.Place} at a multiple of {alignment} bytes, but found it at {offset}");
            return new Row { Name = name, Shape = shape, Type = type, Offset = offset };
        }

        private static GgufTensorInfo Locate(GgufInput input, Row row, long dataStart)
        {
            try
            {
                var tensor = new GgufTensorInfo(row.Name, row.Type, row.Shape, checked(dataStart + (long)row.Offset));
                if (tensor.ByteCount <= input.Length - tensor.Offset) return tensor;
            }
            catch (OverflowException)
            {
                // More than any file has: the same fault as more than this one has.
            }

            throw input.Broken(
                $"expected {input.Place}, {row.Type} {GgufShape.Text(row.Shape)} at {row.Offset}, to lie in the " +
                $"{Math.Max(0, input.Length - dataStart)} bytes of tensors, but found it beyond their end");
        }

        private static void RequireNoOverlaps(GgufInput input, ICollection<GgufTensorInfo> tensors)
        {
            var ordered = new GgufTensorInfo[tensors.Count];
            tensors.CopyTo(ordered, 0);
            Array.Sort(ordered, (x, y) => x.Offset.CompareTo(y.Offset));
            for (int i = 1; i < ordered.Length; i++)
                if (ordered[i].Offset < ordered[i - 1].Offset + ordered[i - 1].ByteCount)
                    throw input.Broken(
                        $"expected tensor '{GgufText.Shorten(ordered[i].Name)}' to begin after the end of tensor " +
                        $"'{GgufText.Shorten(ordered[i - 1].Name)}', but found that they overlap");
        }

        /// <summary>A tensor as the list has it.</summary>
        private sealed class Row
        {
            internal string Name { get; init; } = "";

            internal long[] Shape { get; init; } = Array.Empty<long>();

            internal GgufType Type { get; init; }

            internal ulong Offset { get; init; }
        }
    }
}
