#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// The header of a safetensors file: 8 bytes of length, then JSON, then the tensors without gaps. Everything is checked here,
    /// before memory is taken for a tensor, because the file may come from anywhere.
    /// </summary>
    internal sealed class SafetensorsHeader
    {
        internal const long MaxLength = 100_000_000;
        internal const string MetadataName = "__metadata__";
        private const string Remedy = "The file is damaged, cut off or not a safetensors file: copy or write it again.";

        private readonly string path;
        private readonly long dataStart;
        private readonly long dataLength;

        private SafetensorsHeader(string path, long dataStart, long dataLength)
        {
            this.path = path;
            this.dataStart = dataStart;
            this.dataLength = dataLength;
        }

        internal Dictionary<string, SafetensorsEntry> Entries { get; } = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);

        internal Dictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

        /// <exception cref="InvalidDataException">The header breaks a rule of the format; the message names file, tensor and
        /// rule.</exception>
        internal static SafetensorsHeader Read(Stream file, string path)
        {
            byte[] json = ReadJson(file, path);
            var header = new SafetensorsHeader(path, 8 + json.Length, file.Length - 8 - json.Length);
            try
            {
                using JsonDocument document = JsonDocument.Parse(json);
                header.ReadEntries(document.RootElement);
            }
            catch (Exception e) when (e is JsonException || e is InvalidOperationException)
            {
                throw new InvalidDataException(
                    $"{path}: expected a header of JSON with valid text, but found a fault: {JsonFault.Reason(e)} {Remedy}", e);
            }

            header.RequireNoGaps();
            return header;
        }

        private static byte[] ReadJson(Stream file, string path)
        {
            var prefix = new byte[8];
            if (file.Length < prefix.Length)
                throw new InvalidDataException($"{path}: expected at least 8 bytes, but found {file.Length}. {Remedy}");
            ReadFully(file, prefix);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (length > MaxLength || length > (ulong)(file.Length - prefix.Length)) throw NoHeader(file, path, length);
            var json = new byte[length];
            ReadFully(file, json);
            return json;
        }

        private static InvalidDataException NoHeader(Stream file, string path, ulong length)
        {
            var start = new byte[Math.Min(file.Length, OtherFormat.Length)];
            file.Position = 0;
            ReadFully(file, start);
            if (OtherFormat.Describe(start) is string other)
                return new InvalidDataException($"{path}: expected a safetensors file, {other}");
            long most = Math.Min(MaxLength, file.Length - 8);
            return new InvalidDataException(
                $"{path}: expected a header of at most {most} bytes, but found its length to be {length}. {Remedy}");
        }

        private static void ReadFully(Stream file, byte[] buffer)
        {
            for (int done = 0; done < buffer.Length;)
            {
                int read = file.Read(buffer, done, buffer.Length - done);
                if (read == 0) throw new EndOfStreamException("The file shrank while it was read. Close the program that writes it.");
                done += read;
            }
        }

        private void ReadEntries(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object) throw Broken($"expected a JSON object as header, but found {root.ValueKind}");
            bool metadata = false;
            foreach (JsonProperty property in root.EnumerateObject())
            {
                string name = property.Name;
                if (name == MetadataName)
                {
                    if (metadata) throw Broken($"expected {MetadataName} once, but found it twice");
                    metadata = true;
                    ReadMetadata(property.Value);
                }
                else if (!Entries.TryAdd(name, ReadEntry(name, property.Value)))
                {
                    throw Broken($"expected tensor '{Shorten(name)}' once, but found it twice");
                }
            }
        }

        private void ReadMetadata(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object)
                throw Broken($"expected {MetadataName} to be an object of texts, but found {value.ValueKind}");
            foreach (JsonProperty item in value.EnumerateObject())
            {
                if (item.Value.ValueKind != JsonValueKind.String)
                    throw Broken($"expected {MetadataName} '{Shorten(item.Name)}' to be a text, but found {item.Value.ValueKind}");
                if (!Metadata.TryAdd(item.Name, item.Value.GetString()!))
                    throw Broken($"expected {MetadataName} '{Shorten(item.Name)}' once, but found it twice");
            }
        }

        private SafetensorsEntry ReadEntry(string name, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object)
                throw Broken($"expected tensor '{Shorten(name)}' to be an object, but found {value.ValueKind}");
            int fields = value.EnumerateObject().Count();
            if (fields != 3)
                throw Broken($"expected tensor '{Shorten(name)}' to have exactly dtype, shape and data_offsets, but found {fields} fields");
            SafetensorsDType dtype = ReadDType(name, Field(name, value, "dtype", JsonValueKind.String).GetString()!);
            long[] shape = Numbers(name, Field(name, value, "shape", JsonValueKind.Array), "shape");
            long[] offsets = Numbers(name, Field(name, value, "data_offsets", JsonValueKind.Array), "data_offsets");
            if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > dataLength)
                throw Broken(
                    $"expected data_offsets of tensor '{Shorten(name)}' to be two numbers in order, at most {dataLength} (the bytes " +
                    $"after the header), but found {SafetensorsShape.Text(offsets)}");
            long expected = ByteCount(name, dtype, shape);
            if (offsets[1] - offsets[0] != expected)
                throw Broken(
                    $"expected data_offsets of tensor '{Shorten(name)}' to span {expected} bytes, as {dtype} " +
                    $"{SafetensorsShape.Text(shape)} needs, but found {offsets[1] - offsets[0]}");
            return new SafetensorsEntry(name, dtype, shape, dataStart + offsets[0], expected);
        }

        private SafetensorsDType ReadDType(string name, string text)
        {
            foreach (SafetensorsDType known in (SafetensorsDType[])Enum.GetValues(typeof(SafetensorsDType)))
                if (known.ToString() == text) return known;
            throw new InvalidDataException(
                $"{path}: expected tensor '{Shorten(name)}' to be one of " +
                $"{string.Join(", ", Enum.GetNames(typeof(SafetensorsDType)))}, but found {Shorten(text)}. Convert the file to F32, F16 " +
                "or BF16.");
        }

        private JsonElement Field(string name, JsonElement entry, string field, JsonValueKind kind)
        {
            if (!entry.TryGetProperty(field, out JsonElement value))
                throw Broken($"expected {field} of tensor '{Shorten(name)}', but found none");
            if (value.ValueKind != kind)
                throw Broken($"expected {field} of tensor '{Shorten(name)}' to be {kind}, but found {value.ValueKind}");
            return value;
        }

        private long[] Numbers(string name, JsonElement list, string field)
        {
            var numbers = new List<long>();
            foreach (JsonElement item in list.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0)
                    throw Broken(
                        $"expected {field} of tensor '{Shorten(name)}' to hold whole numbers from 0, but found {item.ValueKind} " +
                        $"{Shorten(item.GetRawText())}");
                numbers.Add(number);
            }

            return numbers.ToArray();
        }

        private long ByteCount(string name, SafetensorsDType dtype, long[] shape)
        {
            try
            {
                return SafetensorsShape.ByteCount(dtype, shape);
            }
            catch (OverflowException)
            {
                throw Broken(
                    $"expected tensor '{Shorten(name)}' to need at most {long.MaxValue} bytes, but found {dtype} " +
                    $"{SafetensorsShape.Text(shape)}");
            }
        }

        private void RequireNoGaps()
        {
            long end = dataStart;
            foreach (SafetensorsEntry entry in Entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.ByteCount))
            {
                if (entry.Offset != end)
                    throw Broken(
                        $"expected tensor '{Shorten(entry.Name)}' to begin at {end - dataStart}, where the one before it ends, but found " +
                        $"it at {entry.Offset - dataStart}");
                end += entry.ByteCount;
            }

            if (end != dataStart + dataLength)
                throw Broken($"expected {end - dataStart} bytes after the header, as the tensors need, but found {dataLength}");
        }

        private InvalidDataException Broken(string what) => new InvalidDataException($"{path}: {what}. {Remedy}");

        private static string Shorten(string text) => text.Length <= 100 ? text : text.Substring(0, 100) + "...";
    }
}
