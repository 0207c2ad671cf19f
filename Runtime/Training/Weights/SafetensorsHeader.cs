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
                throw new InvalidDataException($"{path}: the header is not JSON with valid text: {e.Message} {Remedy}", e);
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
            if (length > MaxLength || length > (ulong)(file.Length - prefix.Length))
                throw new InvalidDataException(
                    $"{path}: expected a header of at most {Math.Min(MaxLength, file.Length - prefix.Length)} bytes, but its " +
                    $"length says {length}. {Remedy}");
            var json = new byte[length];
            ReadFully(file, json);
            return json;
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
                    if (metadata) throw Broken($"{MetadataName} is there twice");
                    metadata = true;
                    ReadMetadata(property.Value);
                }
                else if (!Entries.TryAdd(name, ReadEntry(name, property.Value)))
                {
                    throw Broken($"tensor '{name}' is there twice");
                }
            }
        }

        private void ReadMetadata(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object) throw Broken($"{MetadataName} must be an object of texts, but is " +
                $"{value.ValueKind}");
            foreach (JsonProperty item in value.EnumerateObject())
            {
                if (item.Value.ValueKind != JsonValueKind.String)
                    throw Broken($"{MetadataName} '{item.Name}' must be a text, but is {item.Value.ValueKind}");
                if (!Metadata.TryAdd(item.Name, item.Value.GetString()!)) throw Broken($"{MetadataName} '{item.Name}' is there twice");
            }
        }

        private SafetensorsEntry ReadEntry(string name, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object) throw Broken($"tensor '{name}' must be an object, but is {value.ValueKind}");
            if (value.EnumerateObject().Count() != 3) throw Broken($"tensor '{name}' must have exactly dtype, shape and data_offsets");
            SafetensorsDType dtype = ReadDType(name, Field(name, value, "dtype", JsonValueKind.String).GetString()!);
            long[] shape = Numbers(name, Field(name, value, "shape", JsonValueKind.Array), "shape");
            long[] offsets = Numbers(name, Field(name, value, "data_offsets", JsonValueKind.Array), "data_offsets");
            if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > dataLength)
                throw Broken(
                    $"tensor '{name}': expected data_offsets of two numbers in order, at most {dataLength} (the bytes after the header), " +
                    $"but found [{string.Join(", ", offsets)}]");
            long expected = ByteCount(name, dtype, shape);
            if (offsets[1] - offsets[0] != expected)
                throw Broken(
                    $"tensor '{name}': {dtype} [{string.Join(", ", shape)}] needs {expected} bytes, but data_offsets span " +
                    $"{offsets[1] - offsets[0]}");
            return new SafetensorsEntry(name, dtype, shape, dataStart + offsets[0], expected);
        }

        private SafetensorsDType ReadDType(string name, string text)
        {
            foreach (SafetensorsDType known in (SafetensorsDType[])Enum.GetValues(typeof(SafetensorsDType)))
                if (known.ToString() == text) return known;
            throw new InvalidDataException(
                $"{path}: tensor '{name}' has dtype {text}, which is not supported. Convert the file to F32, F16 or BF16.");
        }

        private JsonElement Field(string name, JsonElement entry, string field, JsonValueKind kind)
        {
            if (!entry.TryGetProperty(field, out JsonElement value)) throw Broken($"tensor '{name}' has no {field}");
            if (value.ValueKind != kind) throw Broken($"tensor '{name}': {field} must be {kind}, but is {value.ValueKind}");
            return value;
        }

        private long[] Numbers(string name, JsonElement list, string field)
        {
            var numbers = new List<long>();
            foreach (JsonElement item in list.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0)
                    throw Broken($"tensor '{name}': {field} must hold whole numbers from 0, but holds {item.ValueKind} " +
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
                throw Broken($"tensor '{name}': {dtype} [{string.Join(", ", shape)}] needs more than {long.MaxValue} bytes");
            }
        }

        private void RequireNoGaps()
        {
            long end = dataStart;
            foreach (SafetensorsEntry entry in Entries.Values.OrderBy(e => e.Offset).ThenBy(e => e.ByteCount))
            {
                if (entry.Offset != end)
                    throw Broken(
                        $"tensor '{entry.Name}' begins at {entry.Offset - dataStart}, but the tensor before it ends at " +
                        $"{end - dataStart}: " +
                        "tensors must neither overlap nor leave gaps");
                end += entry.ByteCount;
            }

            if (end != dataStart + dataLength)
                throw Broken($"the tensors need {end - dataStart} bytes after the header, but the file has {dataLength}");
        }

        private InvalidDataException Broken(string what) => new InvalidDataException($"{path}: {what}. {Remedy}");

        private static string Shorten(string text) => text.Length <= 40 ? text : text.Substring(0, 40) + "...";
    }
}
