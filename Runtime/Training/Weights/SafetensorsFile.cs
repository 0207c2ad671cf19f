#nullable enable
using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Linq;
using System.Runtime.InteropServices;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// A safetensors file opened for reading: the header is checked at once, tensors are read from a memory map when asked for.
    /// Reading is thread-safe; dispose it when no thread reads any more.
    /// </summary>
    public sealed class SafetensorsFile : IDisposable
    {
        private const int ChunkBytes = 1 << 16;

        private readonly MemoryMappedFile map;
        private readonly SafetensorsHeader header;

        private SafetensorsFile(string path, MemoryMappedFile map, SafetensorsHeader header)
        {
            FilePath = path;
            this.map = map;
            this.header = header;
        }

        /// <summary>The file's full path.</summary>
        public string FilePath { get; }

        /// <summary>Every tensor by its name.</summary>
        public IReadOnlyDictionary<string, SafetensorsEntry> Entries => header.Entries;

        /// <summary>The texts that the writer added, by name; empty if there are none.</summary>
        public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

        /// <summary>Opens a file and checks its whole header.</summary>
        /// <param name="path">The file.</param>
        /// <returns>The open file; dispose it.</returns>
        /// <exception cref="InvalidDataException">The header breaks a rule of the format; the message names file, tensor and
        /// rule.</exception>
        /// <exception cref="IOException">The file cannot be read.</exception>
        public static SafetensorsFile Open(string path)
        {
            string full = Path.GetFullPath(path);
            var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read);
            try
            {
                SafetensorsHeader header = SafetensorsHeader.Read(stream, full);
                var map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, false);
                return new SafetensorsFile(full, map, header);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }

        /// <summary>Reads one tensor, F16 and BF16 widened exactly.</summary>
        /// <param name="name">The tensor's name.</param>
        /// <param name="destination">Receives the elements in row-major order; exactly as long as the tensor.</param>
        /// <exception cref="InvalidDataException">There is no such tensor, or its elements are no floating-point numbers.</exception>
        /// <exception cref="ArgumentException">The destination has another length than the tensor.</exception>
        public void ReadFloat32(string name, Span<float> destination)
        {
            SafetensorsEntry entry = Find(name);
            if (!entry.DType.IsFloat())
                throw new InvalidDataException($"{FilePath}: tensor '{name}' has dtype {entry.DType}, but weights must be " +
                    "F32, F16 or BF16. Convert the file.");
            if (destination.Length != entry.Elements)
                throw new ArgumentException(
                    $"{FilePath}: tensor '{name}' [{string.Join(", ", entry.Shape)}] has {entry.Elements} elements, but the " +
                    $"destination has {destination.Length}.",
                    nameof(destination));
            if (entry.ByteCount == 0) return;
            using MemoryMappedViewStream view = map.CreateViewStream(entry.Offset, entry.ByteCount, MemoryMappedFileAccess.Read);
            if (entry.DType == SafetensorsDType.F32) ReadFully(view, MemoryMarshal.AsBytes(destination));
            else ReadHalves(view, entry.DType, destination);
        }

        /// <summary>Unmaps the file.</summary>
        public void Dispose() => map.Dispose();

        private SafetensorsEntry Find(string name)
        {
            if (Entries.TryGetValue(name, out SafetensorsEntry? entry)) return entry;
            string some = string.Join(", ", Entries.Keys.OrderBy(k => k, StringComparer.Ordinal).Take(5));
            throw new InvalidDataException(
                $"{FilePath}: tensor '{name}' is missing; the file holds {Entries.Count} tensors " +
                $"({some}{(Entries.Count > 5 ? ", ..." : "")}). " +
                "Does it belong to the config.json beside it?");
        }

        private static void ReadHalves(Stream view, SafetensorsDType dtype, Span<float> destination)
        {
            byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
            try
            {
                while (destination.Length > 0)
                {
                    int count = Math.Min(destination.Length, ChunkBytes / 2);
                    Span<byte> bytes = chunk.AsSpan(0, count * 2);
                    ReadFully(view, bytes);
                    ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                    if (dtype == SafetensorsDType.F16) FloatBits.WidenF16(halves, destination.Slice(0, count));
                    else FloatBits.WidenBF16(halves, destination.Slice(0, count));
                    destination = destination.Slice(count);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(chunk);
            }
        }

        private static void ReadFully(Stream view, Span<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                int read = view.Read(bytes);
                if (read == 0) throw new EndOfStreamException("The map of a safetensors file ended early; report this.");
                bytes = bytes.Slice(read);
            }
        }
    }
}
