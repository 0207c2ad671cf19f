#nullable enable
using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Repartee.Frozen.Gguf;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// A safetensors file opened for reading: the header is checked at once, tensors are read from a memory map when asked for.
    /// Reading is thread-safe; dispose it when no thread reads any more.
    /// </summary>
    public sealed class SafetensorsFile : IDisposable
    {
        private const int ChunkBytes = 1 << 16;
        private const int MostSingles = 1 << 28;

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
        /// <exception cref="IOException">The file is missing or cannot be read.</exception>
        public static SafetensorsFile Open(string path)
        {
            string full = Path.GetFullPath(path);
            if (!File.Exists(full))
                throw new FileNotFoundException($"{full}: expected this file, but it is not there. Copy or download it again.", full);
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

        /// <summary>Checks that tensors are there as an architecture needs them, before any is read. Others are no fault.</summary>
        /// <param name="tensors">Names and shapes.</param>
        /// <exception cref="InvalidDataException">A tensor is missing, has another shape, or no floating-point elements; the message
        /// names it.</exception>
        public void Require(IReadOnlyList<(string Name, long[] Shape)> tensors) =>
            RequiredTensors.Check(FilePath, Entries, _ => FilePath, tensors);

        /// <summary>Reads one tensor, F16 and BF16 widened exactly.</summary>
        /// <param name="name">The tensor's name.</param>
        /// <param name="destination">Receives the elements in row-major order; exactly as long as the tensor.</param>
        /// <exception cref="InvalidDataException">There is no such tensor, or its elements are no floating-point numbers.</exception>
        /// <exception cref="ArgumentException">The destination has another length than the tensor.</exception>
        public void ReadFloat32(string name, Span<float> destination)
        {
            SafetensorsEntry entry = FindFloat(name);
            if (destination.Length != entry.Elements)
                throw new ArgumentException(
                    $"{FilePath}: expected a destination of {entry.Elements} elements for tensor '{name}' {entry.ShapeText}, but found " +
                    $"one of {destination.Length}.",
                    nameof(destination));
            Read(entry, 0, destination);
        }

        /// <summary>Reads a part of one tensor, F16 and BF16 widened exactly.</summary>
        /// <param name="name">The tensor's name.</param>
        /// <param name="first">The first element to read, counted from 0 in row-major order.</param>
        /// <param name="destination">Receives as many elements as it is long.</param>
        /// <exception cref="InvalidDataException">There is no such tensor, or its elements are no floating-point numbers.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The tensor does not have all of these elements.</exception>
        public void ReadFloat32(string name, long first, Span<float> destination)
        {
            SafetensorsEntry entry = FindFloat(name);
            if (first < 0 || first > entry.Elements - destination.Length)
                throw new ArgumentOutOfRangeException(
                    nameof(first),
                    first,
                    $"{FilePath}: expected a part of the {entry.Elements} elements of tensor '{name}' {entry.ShapeText}, but found " +
                    $"{destination.Length} elements from {first}.");
            Read(entry, first, destination);
        }

        /// <summary>Unmaps the file.</summary>
        public void Dispose() => map.Dispose();

        private SafetensorsEntry FindFloat(string name)
        {
            SafetensorsEntry entry = RequiredTensors.Find(FilePath, Entries, name);
            return entry.DType.IsFloat() ? entry : throw RequiredTensors.NoFloats(FilePath, entry);
        }

        private void Read(SafetensorsEntry entry, long first, Span<float> destination)
        {
            if (destination.Length == 0) return;
            long size = entry.DType.Bytes();
            using MemoryMappedViewStream view =
                map.CreateViewStream(entry.Offset + first * size, destination.Length * size, MemoryMappedFileAccess.Read);
            if (entry.DType == SafetensorsDType.F32) ReadSingles(view, destination);
            else ReadHalves(view, entry.DType, destination);
        }

        // In parts, as a span of bytes cannot be four times as long as the longest span of floats.
        private static void ReadSingles(Stream view, Span<float> destination)
        {
            while (destination.Length > 0)
            {
                int count = Math.Min(destination.Length, MostSingles);
                ReadFully(view, MemoryMarshal.AsBytes(destination.Slice(0, count)));
                destination = destination.Slice(count);
            }
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
                    Widen(halves, dtype, destination);
                    destination = destination.Slice(count);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(chunk);
            }
        }

        private static void Widen(ReadOnlySpan<ushort> halves, SafetensorsDType dtype, Span<float> destination)
        {
            if (dtype == SafetensorsDType.F16)
                for (int i = 0; i < halves.Length; i++) destination[i] = HalfBits.FromF16(halves[i]);
            else
                for (int i = 0; i < halves.Length; i++) destination[i] = HalfBits.FromBF16(halves[i]);
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
