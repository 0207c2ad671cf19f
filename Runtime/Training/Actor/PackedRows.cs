#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// Rows padded on the right to one width, and the flat list of their chosen tokens: only these meet the vocabulary matrix. Owns its
    /// tensors.
    /// </summary>
    internal sealed class PackedRows : IDisposable
    {
        private readonly int tokensPerChunk;

        /// <param name="network">Gives the device, the context and the rounding of shapes.</param>
        /// <param name="rows">B rows.</param>
        /// <param name="padToken">Any id of the vocabulary: causal attention hides the padding.</param>
        /// <param name="flat">Whether rows lie one behind the other instead of padded to one width.</param>
        internal PackedRows(ActorNetwork network, IReadOnlyList<TokenRow> rows, int padToken, bool flat = false)
        {
            int context = network.Config.MaxPositions;
            int longest = rows.Max(r => r.Tokens.Length);
            if (longest > context)
                throw new ArgumentException($"Expected rows of at most {context} tokens, the actor's context, but found {longest}. Shorten the dialogue.");
            int width = Math.Min(network.RoundWidth(longest), context);
            tokensPerChunk = network.TokensPerChunk;
            Count = rows.Sum(r => r.Chosen.Length);
            PaddedCount = network.RoundCount(Count);
            if (flat)
                Flat = new FlatRows(rows.Select(r => r.Tokens).ToList(), padToken, network.Device);
            var ids = new long[flat ? 0 : rows.Count * width];
            var index = new long[PaddedCount];
            var targets = new long[PaddedCount];
            int n = 0, first = 0;
            for (int b = 0; b < rows.Count; b++)
            {
                var tokens = rows[b].Tokens;
                for (int t = 0; t < width && !flat; t++)
                    ids[first + t] = t < tokens.Length ? tokens[t] : padToken;
                foreach (int t in rows[b].Chosen)
                {
                    index[n] = first + t - 1;
                    targets[n++] = t < tokens.Length ? tokens[t] : padToken;    // t = T asks only for the value after the last token
                }

                first += flat ? tokens.Length : width;
            }

            Ids = HostCopy.ToDevice(ids, new long[] { flat ? 0 : rows.Count, width }, network.Device);
            Index = HostCopy.ToDevice(index, new long[] { PaddedCount }, network.Device);
            Targets = HostCopy.ToDevice(targets, new long[] { PaddedCount }, network.Device);
        }

        /// <summary>Chosen tokens N.</summary>
        internal int Count { get; }

        /// <summary>N rounded up to a shape that recurs; the surplus must get weight 0.</summary>
        internal int PaddedCount { get; }

        /// <summary>(B,T) int64; empty where the rows are flat.</summary>
        internal Tensor Ids { get; }

        /// <summary>The rows one behind the other; null where they are padded.</summary>
        internal FlatRows? Flat { get; }

        /// <summary>(N') int64: flat position before each chosen token.</summary>
        internal Tensor Index { get; }

        /// <summary>(N') int64.</summary>
        internal Tensor Targets { get; }

        /// <summary>The chosen tokens in parts whose logits fit in memory, surplus included. Views: they live in the caller's dispose
        /// scope.</summary>
        internal IEnumerable<TokenChunk> Chunks()
        {
            for (int start = 0; start < PaddedCount; start += tokensPerChunk)
            {
                int count = Math.Min(tokensPerChunk, PaddedCount - start);
                yield return new TokenChunk(start, Index.narrow(0, start, count), Targets.narrow(0, start, count));
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Flat?.Dispose();
            Ids.Dispose();
            Index.Dispose();
            Targets.Dispose();
        }
    }
}
