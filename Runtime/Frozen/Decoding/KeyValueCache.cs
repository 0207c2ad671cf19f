#nullable enable
using System;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Keys and values of the tokens that one sequence has read, in the layout of a <see cref="PackedMatrix"/>, so that attention is
    /// multiplication: keys are a matrix (position, d), values its counterpart (d, position). Per layer and key-value head: keys by block
    /// of sixteen positions, d, lane; values by sixteen of d, position, lane. Float32. One thread at a time.
    /// </summary>
    internal sealed unsafe class KeyValueCache : IDisposable
    {
        private const int Lanes = PackedMatrix.Lanes;
        private const int Step = 64;                                            // positions by which it grows at the least

        private readonly int layers;
        private readonly int heads;
        private readonly int headDim;
        private NativeBlock memory = new NativeBlock(0);
        private int[] tokens = Array.Empty<int>();

        /// <param name="layers">Transformer layers.</param>
        /// <param name="heads">Key-value heads.</param>
        /// <param name="headDim">Width of a head.</param>
        internal KeyValueCache(int layers, int heads, int headDim)
        {
            this.layers = layers;
            this.heads = heads;
            this.headDim = headDim;
        }

        /// <summary>Tokens that have been read.</summary>
        internal int Count { get; private set; }

        /// <summary>Tokens there is room for.</summary>
        internal int Capacity { get; private set; }

        internal long Bytes => memory.Bytes;

        /// <summary>Floats from one group of sixteen values to the next.</summary>
        internal long ValueStride => (long)Capacity * Lanes;

        private int ValueGroups => PackedMatrix.GroupsOf(headDim);

        private long KeyFloats => (long)Capacity * headDim;

        private long HeadFloats => KeyFloats + ValueGroups * ValueStride;

        /// <summary>Keys of a head: groups of (headDim, 16).</summary>
        internal float* Keys(int layer, int head) => memory.Floats + ((long)layer * heads + head) * HeadFloats;

        /// <summary>Values of a head: groups of (Capacity, 16), <see cref="ValueStride"/> apart.</summary>
        internal float* Values(int layer, int head) => Keys(layer, head) + KeyFloats;

        /// <summary>Writes one position of a head.</summary>
        internal void Write(int layer, int head, int position, float* key, float* value)
        {
            float* to = Keys(layer, head) + (long)(position / Lanes) * Lanes * headDim + position % Lanes;
            for (int i = 0; i < headDim; i++) to[i * Lanes] = key[i];
            to = Values(layer, head) + (long)position * Lanes;
            for (int i = 0; i < headDim; i++) to[i / Lanes * ValueStride + i % Lanes] = value[i];
        }

        /// <summary>Makes room for so many tokens; what was read stays.</summary>
        internal void Reserve(int capacity)
        {
            if (capacity <= Capacity) return;
            var grown = new KeyValueCache(layers, heads, headDim) { Capacity = (capacity + Step - 1) / Step * Step };
            grown.memory = new NativeBlock(layers * heads * grown.HeadFloats * sizeof(float), cleared: false);
            grown.CopyFrom(this, Count);
            memory.Dispose();
            (memory, Capacity) = (grown.memory, grown.Capacity);
            Array.Resize(ref tokens, Capacity);
        }

        /// <summary>Takes over another cache's first tokens; there must be room.</summary>
        internal void CopyFrom(KeyValueCache other, int count)
        {
            if (tokens.Length < count) Array.Resize(ref tokens, Capacity);
            Array.Copy(other.tokens, tokens, count);
            Count = count;
            long keys = (long)PackedMatrix.Padded(count) * headDim * sizeof(float), values = (long)count * Lanes * sizeof(float);
            for (int layer = 0; layer < layers; layer++)
            {
                for (int head = 0; head < heads; head++)
                {
                    Buffer.MemoryCopy(other.Keys(layer, head), Keys(layer, head), keys, keys);
                    for (int group = 0; group < ValueGroups; group++)
                    {
                        float* from = other.Values(layer, head) + group * other.ValueStride;
                        Buffer.MemoryCopy(from, Values(layer, head) + group * ValueStride, values, values);
                    }
                }
            }
        }

        /// <summary>Notes that a token is being read at the next position.</summary>
        internal void Append(int token) => tokens[Count++] = token;

        /// <summary>Forgets all but the first tokens.</summary>
        internal void Truncate(int count) => Count = count;

        /// <summary>How many of its first tokens a text begins with.</summary>
        internal int CommonPrefix(int[] text)
        {
            int most = Math.Min(Count, text.Length), same = 0;
            while (same < most && tokens[same] == text[same]) same++;
            return same;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            memory.Dispose();
            (Capacity, Count) = (0, 0);
        }
    }
}
