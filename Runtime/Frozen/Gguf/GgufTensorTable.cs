#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Frozen.Gguf
{
    /// <summary>The list of tensors that follows the metadata, each of them inside the file and none inside another.</summary>
    internal static class GgufTensorTable
    {
        internal const int MostNameBytes = 64;

        /// <exception cref="InvalidDataException">The list breaks a rule of the format.</exception>
        internal static Dictionary<string, GgufTensorInfo> Read(GgufInput input, int count, uint alignment)
        {
            var rows = new List<(string Name, long[] Shape, GgufType Type, ulong Offset)>();
            for (int i = 0; i < count; i++) rows.Add(ReadRow(input, i, alignment));
            long dataStart = Align(input.Position, alignment);
            var tensors = new Dictionary<string, GgufTensorInfo>(StringComparer.Ordinal);
            foreach ((string name, long[] shape, GgufType type, ulong offset) in rows)
            {
                input.Place = $"tensor '{GgufText.Shorten(name)}'";
                if (!tensors.TryAdd(name, Locate(input, name, shape, type, offset, dataStart)))
                    throw input.Broken($"expected {input.Place} once, but found it twice");
            }

            RequireNoOverlaps(input, tensors.Values);
            return tensors;
        }

        internal static long Align(long position, uint alignment) => (position + alignment - 1) & -(long)alignment;

        private static (string Name, long[] Shape, GgufType Type, ulong Offset) ReadRow(GgufInput input, int index, uint alignment)
        {
            input.Place = $"the name of tensor {index}";
            string name = input.Text(MostNameBytes);
            input.Place = $"tensor '{GgufText.Shorten(name)}'";
            uint sizes = input.Scalar<uint>();
            if (sizes > GgufShape.MostSizes)
                throw input.Broken($"expected {input.Place} to have at most {GgufShape.MostSizes} sizes, but found {sizes}");
            long[] shape = input.Scalars<long>((int)sizes);
            Array.Reverse(shape);
            if (shape.Any(size => size < 1))
                throw input.Broken($"expected {input.Place} to have sizes from 1, but found {GgufShape.Text(shape)}");
            uint number = input.Scalar<uint>();
            var type = (GgufType)number;
            if (!type.IsKnown()) throw input.Broken($"expected {input.Place} to be of a known ggml type, but found number {number}");
            if (GgufShape.Row(shape) % type.BlockElements() != 0)
                throw input.Broken(
                    $"expected {input.Place} to have rows of a multiple of {type.BlockElements()} elements, as {type} needs, but found " +
                    GgufShape.Text(shape));
            ulong offset = input.Scalar<ulong>();
            if (offset % alignment != 0)
                throw input.Broken($"expected {input.Place} at a multiple of {alignment} bytes, but found it at {offset}");
            return (name, shape, type, offset);
        }

        private static GgufTensorInfo Locate(
            GgufInput input, string name, long[] shape, GgufType type, ulong offset, long dataStart)
        {
            try
            {
                var tensor = new GgufTensorInfo(name, type, shape, checked(dataStart + (long)offset));
                if (tensor.ByteCount <= input.Length - tensor.Offset) return tensor;
            }
            catch (OverflowException)
            {
                // More than any file has: the same fault as more than this one has.
            }

            throw input.Broken(
                $"expected {input.Place}, {type} {GgufShape.Text(shape)} at {offset}, to lie in the " +
                $"{Math.Max(0, input.Length - dataStart)} bytes of tensors, but found it beyond their end");
        }

        private static void RequireNoOverlaps(GgufInput input, IEnumerable<GgufTensorInfo> tensors)
        {
            GgufTensorInfo? before = null;
            foreach (GgufTensorInfo tensor in tensors.OrderBy(t => t.Offset))
            {
                if (before != null && tensor.Offset < before.Offset + before.ByteCount)
                    throw input.Broken(
                        $"expected tensor '{GgufText.Shorten(tensor.Name)}' to begin after the end of tensor " +
                        $"'{GgufText.Shorten(before.Name)}', but found that they overlap");
                before = tensor;
            }
        }
    }
}
