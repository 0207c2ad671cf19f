#nullable enable
using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using Repartee.Frozen.Gguf;
using Repartee.Internal;

namespace Repartee.Training.Weights
{
    /// <summary>Writes safetensors files: names in ordinal order, the tensors aligned to 8 bytes, the write atomic.</summary>
    public static class SafetensorsWriter
    {
        private const int ChunkElements = 1 << 18;

        /// <summary>Writes a file, replacing one of that name only when all is written.</summary>
        /// <param name="path">The file; its folder must exist.</param>
        /// <param name="tensors">The tensors, in any order.</param>
        /// <param name="dtype">F32, F16 or BF16; the halves round to the nearest, ties to even.</param>
        /// <param name="metadata">Texts to add; Hugging Face's libraries want <c>format</c> = <c>pt</c>. Null for none.</param>
        /// <exception cref="ArgumentException">Two tensors share a name, or one has other elements than its sizes say.</exception>
        /// <exception cref="OverflowException">The sizes multiply to more bytes than a file can have.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        public static void Write(
            string path,
            IEnumerable<SafetensorsTensor> tensors,
            SafetensorsDType dtype,
            IReadOnlyDictionary<string, string>? metadata = null)
        {
            if (!dtype.IsFloat()) throw new ArgumentException($"Weights are written as F32, F16 or BF16, but {dtype} was " +
                "asked for.", nameof(dtype));
            SafetensorsTensor[] sorted = tensors.OrderBy(t => t.Name, StringComparer.Ordinal).ToArray();
            RequireNames(sorted);
            byte[] header = Header(sorted, dtype, metadata);
            AtomicFile.Write(path, stream =>
            {
                var length = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length, 0, length.Length);
                stream.Write(header, 0, header.Length);
                foreach (SafetensorsTensor tensor in sorted) WriteData(stream, tensor, dtype);
            });
        }

        private static void RequireNames(SafetensorsTensor[] sorted)
        {
            for (int i = 0; i < sorted.Length; i++)
            {
                string name = sorted[i].Name;
                if (name.Length == 0 || name == SafetensorsHeader.MetadataName)
                    throw new ArgumentException($"A tensor cannot be called '{name}'; give it another name.");
                if (i > 0 && name == sorted[i - 1].Name) throw new ArgumentException($"Two tensors are called '{name}'; names " +
                    "must differ.");
                if (sorted[i].Shape.Any(size => size < 0))
                    throw new ArgumentException($"Tensor '{name}' has the shape {SafetensorsShape.Text(sorted[i].Shape)}; sizes " +
                        "must not be negative.");
            }
        }

        // Padded with spaces to a multiple of 8, so that the tensors' bytes begin aligned.
        private static byte[] Header(SafetensorsTensor[] sorted, SafetensorsDType dtype, IReadOnlyDictionary<string, string>? metadata)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                if (metadata != null && metadata.Count > 0) WriteMetadata(json, metadata);
                long offset = 0;
                foreach (SafetensorsTensor tensor in sorted)
                {
                    long end = checked(offset + SafetensorsShape.ByteCount(dtype, tensor.Shape));
                    json.WriteStartObject(tensor.Name);
                    json.WriteString("dtype", dtype.ToString());
                    WriteNumbers(json, "shape", tensor.Shape);
                    WriteNumbers(json, "data_offsets", new[] { offset, end });
                    json.WriteEndObject();
                    offset = end;
                }

                json.WriteEndObject();
            }

            while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
            if (buffer.Length > SafetensorsHeader.MaxLength)
                throw new ArgumentException($"The header needs {buffer.Length} bytes, but {SafetensorsHeader.MaxLength} are " +
                    "allowed: shorten names or metadata.");
            return buffer.ToArray();
        }

        private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
        {
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach (KeyValuePair<string, string> item in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                json.WriteString(item.Key, item.Value);
            json.WriteEndObject();
        }

        private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
        {
            json.WriteStartArray(name);
            foreach (long number in numbers) json.WriteNumberValue(number);
            json.WriteEndArray();
        }

        private static void WriteData(Stream stream, SafetensorsTensor tensor, SafetensorsDType dtype)
        {
            SafetensorsSource source = tensor.Open();
            long elements = tensor.Elements;
            float[] values = ArrayPool<float>.Shared.Rent(ChunkElements);
            ushort[] halves = ArrayPool<ushort>.Shared.Rent(ChunkElements);
            try
            {
                for (long first = 0; first < elements; first += ChunkElements)
                {
                    Span<float> part = values.AsSpan(0, (int)Math.Min(elements - first, ChunkElements));
                    source(first, part);
                    stream.Write(Encode(part, halves.AsSpan(0, part.Length), dtype));
                }
            }
            finally
            {
                ArrayPool<float>.Shared.Return(values);
                ArrayPool<ushort>.Shared.Return(halves);
            }
        }

        private static ReadOnlySpan<byte> Encode(Span<float> values, Span<ushort> halves, SafetensorsDType dtype)
        {
            if (dtype == SafetensorsDType.F32) return MemoryMarshal.AsBytes(values);
            if (dtype == SafetensorsDType.F16)
                for (int i = 0; i < values.Length; i++) halves[i] = HalfBits.ToF16(values[i]);
            else
                for (int i = 0; i < values.Length; i++) halves[i] = HalfBits.ToBF16(values[i]);
            return MemoryMarshal.AsBytes(halves);
        }
    }
}
