#nullable enable
using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Repartee.Internal;

namespace Repartee.Frozen.Gguf
{
    /// <summary>Writes GGUF files: version 3, little-endian, tensors aligned to 32 bytes, the write atomic.</summary>
    public static class GgufWriter
    {
        private const uint Version = 3;
        private const int ChunkElements = 1 << 18;

        /// <summary>Writes a file, replacing one of that name only when all is written.</summary>
        /// <param name="path">The file; its folder must exist.</param>
        /// <param name="metadata">Keys and values in the order to write; values as <see cref="GgufMetadata"/> has them.</param>
        /// <param name="tensors">The tensors in the order to write.</param>
        /// <exception cref="ArgumentException">Keys, values or tensors break a rule of the format, or elements are too large for their
        /// type; the message names which.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public static void Write(string path, IEnumerable<KeyValuePair<string, object>> metadata, IEnumerable<GgufTensor> tensors) =>
            Write(path, metadata, tensors, null);

        /// <summary>The same with a text of metadata, the last one, that follows from the stored tensors.</summary>
        internal static void Write(
            string path, IEnumerable<KeyValuePair<string, object>> metadata, IEnumerable<GgufTensor> tensors, IGgufSeal? seal)
        {
            var values = metadata.ToList();
            if (seal != null) values.Add(KeyValuePair.Create(seal.Key, (object)new string('0', seal.Length)));
            GgufTensor[] all = tensors.ToArray();
            GgufWriterRules.Require(values, all);
            AtomicFile.Write(path, stream =>
            {
                var output = new GgufOutput(stream);
                long metadataEnd = WriteHeader(output, values, all);
                foreach (GgufTensor tensor in all)
                {
                    output.Pad(GgufHeader.DefaultAlignment);
                    WriteElements(stream, tensor, seal);
                }

                output.Pad(GgufHeader.DefaultAlignment); // readers also expect the last tensor padded
                if (seal is null) return;
                stream.Position = metadataEnd - seal.Length;
                output.Ascii(seal.Finish());
            });
        }

        private static long WriteHeader(GgufOutput output, List<KeyValuePair<string, object>> metadata, GgufTensor[] tensors)
        {
            output.Scalar(GgufHeader.Magic);
            output.Scalar(Version);
            output.Scalar((ulong)tensors.Length);
            output.Scalar((ulong)metadata.Count);
            foreach (KeyValuePair<string, object> pair in metadata)
            {
                output.Text(pair.Key);
                output.TypedValue(pair.Value);
            }

            long metadataEnd = output.Position;
            long offset = 0;
            foreach (GgufTensor tensor in tensors)
            {
                output.Text(tensor.Name);
                output.Scalar((uint)tensor.Shape.Count);
                foreach (long size in tensor.Shape.Reverse()) output.Scalar(size);
                output.Scalar((uint)tensor.Type);
                output.Scalar(offset);
                offset = checked(GgufTensorTable.Align(offset + tensor.Info.ByteCount, GgufHeader.DefaultAlignment));
            }

            return metadataEnd;
        }

        private static void WriteElements(Stream stream, GgufTensor tensor, IGgufSeal? seal)
        {
            float[] values = ArrayPool<float>.Shared.Rent(ChunkElements);
            byte[] bytes = ArrayPool<byte>.Shared.Rent(ChunkElements * sizeof(float));
            try
            {
                for (long first = 0; first < tensor.Info.Elements; first += ChunkElements)
                {
                    Span<float> part = values.AsSpan(0, (int)Math.Min(tensor.Info.Elements - first, ChunkElements));
                    tensor.Source(first, part);
                    ReadOnlySpan<byte> stored = Encode(tensor, part, bytes);
                    seal?.Add(stored);
                    stream.Write(stored);
                }
            }
            finally
            {
                ArrayPool<float>.Shared.Return(values);
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }

        private static ReadOnlySpan<byte> Encode(GgufTensor tensor, Span<float> values, Span<byte> bytes)
        {
            if (tensor.Type == GgufType.F32) return MemoryMarshal.AsBytes(values);
            Span<byte> encoded = bytes.Slice(0, values.Length / tensor.Type.BlockElements() * tensor.Type.BlockBytes());
            bool fits = tensor.Type == GgufType.F16 ? EncodeHalves(values, encoded) : EncodeBlocks(values, encoded);
            if (fits) return encoded;
            throw new ArgumentException(
                $"Tensor '{tensor.Name}': expected finite elements that fit into {tensor.Type}, but found a larger one or no number. " +
                "Store it as F32, or look for what broke the weights.");
        }

        private static bool EncodeHalves(Span<float> values, Span<byte> encoded)
        {
            Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(encoded);
            bool fits = true;
            for (int i = 0; i < values.Length; i++)
            {
                halves[i] = HalfBits.ToF16(values[i]);
                fits &= (halves[i] & HalfBits.Infinity) != HalfBits.Infinity;
            }

            return fits;
        }

        private static bool EncodeBlocks(Span<float> values, Span<byte> encoded)
        {
            for (; values.Length > 0; values = values.Slice(Q8Block.Elements), encoded = encoded.Slice(Q8Block.Bytes))
                if (!Q8Block.TryQuantize(values, encoded)) return false;
            return true;
        }
    }
}
