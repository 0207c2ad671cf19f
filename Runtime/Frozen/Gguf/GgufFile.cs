#nullable enable
using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;

namespace Repartee.Frozen.Gguf
{
    /// <summary>
    /// A GGUF file opened for reading: everything but the tensors' bytes is read and checked at once, tensors are read when asked for,
    /// from a memory map where the platform has them. Reading is thread-safe; dispose it when no thread reads any more.
    /// </summary>
    public sealed class GgufFile : IDisposable
    {
        private const int ChunkBytes = 1 << 16;

        private readonly GgufStorage storage;
        private readonly GgufHeader header;

        private GgufFile(string path, GgufStorage storage, GgufHeader header)
        {
            FilePath = path;
            this.storage = storage;
            this.header = header;
        }

        /// <summary>The file's full path.</summary>
        public string FilePath { get; }

        /// <summary>The version of the format: 2 or 3.</summary>
        public int Version => (int)header.Version;

        /// <summary>What the file says about itself.</summary>
        public GgufMetadata Metadata => header.Metadata;

        /// <summary>Every tensor by its name, also those of types that cannot be read.</summary>
        public IReadOnlyDictionary<string, GgufTensorInfo> Tensors => header.Tensors;

        /// <summary>Opens a file and checks all but the tensors' elements.</summary>
        /// <param name="path">The file: little-endian, version 2 or 3.</param>
        /// <returns>The open file; dispose it.</returns>
        /// <exception cref="InvalidDataException">The file breaks a rule of the format; the message names file, place and
        /// rule.</exception>
        /// <exception cref="IOException">The file is missing or cannot be read.</exception>
        public static GgufFile Open(string path) => Open(path, GgufStorage.Of);

        internal static GgufFile Open(string path, Func<FileStream, GgufStorage> store)
        {
            string full = Path.GetFullPath(path);
            if (!File.Exists(full))
                throw new FileNotFoundException($"{full}: expected this file, but it is not there. Copy or download it again.", full);
            var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, ChunkBytes);
            try
            {
                GgufHeader header = GgufHeader.Read(stream, full);
                return new GgufFile(full, store(stream), header);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }

        /// <summary>Reads a part of one tensor as float32: F16 and BF16 exactly, Q8_0 as scale times byte.</summary>
        /// <param name="name">The tensor's name.</param>
        /// <param name="first">The first element to read, counted from 0 in row-major order.</param>
        /// <param name="destination">Receives as many elements as it is long.</param>
        /// <exception cref="InvalidDataException">There is no such tensor, or it is not F32, F16, BF16 or Q8_0.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The tensor does not have all of these elements.</exception>
        public void ReadFloat32(string name, long first, Span<float> destination)
        {
            GgufTensorInfo tensor = Readable(name);
            RequirePart(tensor, tensor.Elements, "elements", first, destination.Length);
            if (destination.Length == 0) return;
            int elements = tensor.Type.BlockElements(), size = tensor.Type.BlockBytes();
            int skip = (int)(first % elements);
            long blocks = (skip + (long)destination.Length + elements - 1) / elements;
            long place = tensor.Offset + first / elements * size;
            byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
            try
            {
                while (destination.Length > 0)
                {
                    int now = (int)Math.Min(blocks, ChunkBytes / size);
                    int count = Math.Min(now * elements - skip, destination.Length);
                    if (!storage.TryWindow(place, now * size, out ReadOnlySpan<byte> part))
                    {
                        storage.Read(place, chunk.AsSpan(0, now * size));
                        part = chunk.AsSpan(0, now * size);
                    }

                    GgufDecoder.Decode(tensor.Type, part, skip, destination.Slice(0, count));
                    destination = destination.Slice(count);
                    place += now * size;
                    blocks -= now;
                    skip = 0;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(chunk);
            }
        }

        /// <summary>Reads bytes of one tensor as they are stored.</summary>
        /// <param name="name">The tensor's name.</param>
        /// <param name="firstByte">The first byte to read, counted from 0 at the tensor's beginning.</param>
        /// <param name="destination">Receives as many bytes as it is long.</param>
        /// <exception cref="InvalidDataException">There is no such tensor, or it is not F32, F16, BF16 or Q8_0.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The tensor does not have all of these bytes.</exception>
        public void Read(string name, long firstByte, Span<byte> destination)
        {
            GgufTensorInfo tensor = Readable(name);
            RequirePart(tensor, tensor.ByteCount, "bytes", firstByte, destination.Length);
            storage.Read(tensor.Offset + firstByte, destination);
        }

        /// <summary>
        /// A part of one tensor's stored bytes without a copy; false where the platform maps no files: use <see cref="Read"/>. The
        /// window must not be used once the file is disposed. Allocates nothing.
        /// </summary>
        /// <exception cref="InvalidDataException">There is no such tensor, or it is not F32, F16, BF16 or Q8_0.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The tensor does not have all of these bytes.</exception>
        internal bool TryWindow(string name, long firstByte, int count, out ReadOnlySpan<byte> window)
        {
            GgufTensorInfo tensor = Readable(name);
            RequirePart(tensor, tensor.ByteCount, "bytes", firstByte, count);
            return storage.TryWindow(tensor.Offset + firstByte, count, out window);
        }

        /// <summary>Unmaps the file.</summary>
        public void Dispose() => storage.Dispose();

        private GgufTensorInfo Readable(string name)
        {
            if (!Tensors.TryGetValue(name, out GgufTensorInfo? tensor))
                throw new InvalidDataException(
                    $"{FilePath}: expected tensor '{name}', but found none of that name among {Tensors.Count}. Take a file of the " +
                    "architecture that has it.");
            if (!tensor.Type.IsReadable())
                throw new InvalidDataException(
                    $"{FilePath}: expected tensor '{name}' to be F32, F16, BF16 or Q8_0, but found {tensor.Type} (ggml type " +
                    $"{(int)tensor.Type}). Take the F16 or Q8_0 file of this model, or convert it again.");
            return tensor;
        }

        private void RequirePart(GgufTensorInfo tensor, long all, string things, long first, int count)
        {
            if (first < 0 || count < 0 || first > all - count)
                throw new ArgumentOutOfRangeException(
                    nameof(first),
                    first,
                    $"{FilePath}: expected a part of the {all} {things} of tensor '{tensor.Name}' {tensor.ShapeText}, but found {count} " +
                    $"{things} from {first}. Ask for fewer.");
        }
    }
}
