#nullable enable
using System;
using System.Collections.Generic;
using System.IO;

namespace Repartee.Frozen.Gguf
{
    /// <summary>
    /// All of a GGUF file but the tensors' bytes: magic, version, metadata, list of tensors. Everything is checked here, before
    /// memory is taken for a tensor, because the file may come from anywhere.
    /// </summary>
    internal sealed class GgufHeader
    {
        internal const uint Magic = 0x46554747; // "GGUF"
        internal const string AlignmentKey = "general.alignment";
        internal const uint DefaultAlignment = 32;
        internal const int MostKeyBytes = 65535;
        internal const int MostKeys = 1 << 16;
        internal const int MostTensors = 1 << 16;
        private const int LeastKeyBytes = 13;    // length of the key, type, a value of one byte
        private const int LeastTensorBytes = 24; // length of the name, number of sizes, type, offset

        private GgufHeader(uint version, GgufMetadata metadata, Dictionary<string, GgufTensorInfo> tensors)
        {
            Version = version;
            Metadata = metadata;
            Tensors = tensors;
        }

        internal uint Version { get; }

        internal GgufMetadata Metadata { get; }

        internal IReadOnlyDictionary<string, GgufTensorInfo> Tensors { get; }

        /// <exception cref="InvalidDataException">The file breaks a rule of the format; the message names file, place and
        /// rule.</exception>
        internal static GgufHeader Read(Stream file, string path)
        {
            var input = new GgufInput(file, path);
            uint version = ReadVersion(input, path);
            int tensors = input.Count(MostTensors, LeastTensorBytes, "tensors");
            int keys = input.Count(MostKeys, LeastKeyBytes, "keys of metadata");
            GgufMetadata metadata = ReadMetadata(input, path, keys);
            return new GgufHeader(version, metadata, GgufTensorTable.Read(input, tensors, ReadAlignment(input, metadata)));
        }

        private static uint ReadVersion(GgufInput input, string path)
        {
            uint magic = input.UInt32();
            if (magic != Magic)
                throw input.Broken($"expected a GGUF file, which begins with the bytes 47475546, but found {Hex(magic)}");
            uint version = input.UInt32();
            if (version == 2 || version == 3) return version;
            string found = (version & 0xffff) == 0 && version != 0 ? "a big-endian file" : $"version {version}";
            throw new InvalidDataException(
                $"{path}: expected GGUF version 2 or 3, little-endian, but found {found}. Convert the model again with a current " +
                "converter.");
        }

        private static GgufMetadata ReadMetadata(GgufInput input, string path, int count)
        {
            var ordered = new List<KeyValuePair<string, object>>();
            var byKey = new Dictionary<string, object>(StringComparer.Ordinal);
            for (int i = 0; i < count; i++)
            {
                input.Place = $"the key of metadata {i}";
                string key = input.Text(MostKeyBytes);
                input.Place = $"metadata '{GgufText.Shorten(key)}'";
                object value = ReadValue(input);
                if (!byKey.TryAdd(key, value)) throw input.Broken($"expected {input.Place} once, but found it twice");
                ordered.Add(new KeyValuePair<string, object>(key, value));
            }

            return new GgufMetadata(path, ordered, byKey);
        }

        private static object ReadValue(GgufInput input)
        {
            uint type = input.UInt32();
            return (GgufValueType)type switch
            {
                GgufValueType.UInt8 => (byte)input.Bits(1),
                GgufValueType.Int8 => (sbyte)input.Bits(1),
                GgufValueType.UInt16 => (ushort)input.Bits(2),
                GgufValueType.Int16 => (short)input.Bits(2),
                GgufValueType.UInt32 => input.UInt32(),
                GgufValueType.Int32 => (int)input.Bits(4),
                GgufValueType.UInt64 => input.UInt64(),
                GgufValueType.Int64 => (long)input.Bits(8),
                GgufValueType.Float32 => input.Single(),
                GgufValueType.Float64 => input.Double(),
                GgufValueType.Bool => input.Bool(),
                GgufValueType.String => input.Text(),
                GgufValueType.Array => ReadArray(input),
                _ => throw input.Broken($"expected {input.Place} to have a type from 0 to 12, but found {type}"),
            };
        }

        private static object ReadArray(GgufInput input)
        {
            uint type = input.UInt32();
            int count = input.Count(GgufInput.MostItems, 1, "items");
            return (GgufValueType)type switch
            {
                GgufValueType.UInt8 => input.Scalars<byte>(count),
                GgufValueType.Int8 => input.Scalars<sbyte>(count),
                GgufValueType.UInt16 => input.Scalars<ushort>(count),
                GgufValueType.Int16 => input.Scalars<short>(count),
                GgufValueType.UInt32 => input.Scalars<uint>(count),
                GgufValueType.Int32 => input.Scalars<int>(count),
                GgufValueType.UInt64 => input.Scalars<ulong>(count),
                GgufValueType.Int64 => input.Scalars<long>(count),
                GgufValueType.Float32 => input.Scalars<float>(count),
                GgufValueType.Float64 => input.Scalars<double>(count),
                GgufValueType.Bool => input.Bools(count),
                GgufValueType.String => input.Texts(count),
                GgufValueType.Array => throw input.Broken($"expected {input.Place} to be a flat array, but found arrays in it"),
                _ => throw input.Broken($"expected {input.Place} to have items of a type from 0 to 12, but found {type}"),
            };
        }

        private static uint ReadAlignment(GgufInput input, GgufMetadata metadata)
        {
            uint alignment = metadata.Optional(AlignmentKey, DefaultAlignment);
            if (alignment == 0 || (alignment & (alignment - 1)) != 0)
                throw input.Broken($"expected metadata '{AlignmentKey}' to be a power of two, but found {alignment}");
            return alignment;
        }

        private static string Hex(uint bytes) => BitConverter.ToString(BitConverter.GetBytes(bytes)).Replace("-", "");
    }
}
