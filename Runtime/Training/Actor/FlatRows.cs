#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>Rows one behind the other, without padding between them: T tokens, some at the end of no row. Owns its tensors.</summary>
    internal sealed class FlatRows : IDisposable
    {
        private const int Step = 64;                                            // matrix products like round numbers

        internal FlatRows(IReadOnlyList<int[]> rows, int padToken, Device device)
        {
            int real = rows.Sum(r => r.Length);
            Tokens = (real + Step - 1) / Step * Step;
            var ids = Enumerable.Repeat(padToken, Tokens).ToArray();
            var at = new int[Tokens];
            var starts = new int[rows.Count + 2];                               // the surplus is a row too
            for (int row = 0, next = 0; row < rows.Count; row++)
            {
                rows[row].CopyTo(ids, next);
                for (int t = 0; t < rows[row].Length; t++)
                    at[next + t] = t;
                starts[row + 1] = next += rows[row].Length;
            }

            for (int t = real; t < Tokens; t++)
                at[t] = t - real;
            starts[rows.Count + 1] = Tokens;
            Longest = Math.Max(rows.Max(r => r.Length), Tokens - real);
            Ids = HostCopy.ToDevice(ids, new long[] { Tokens }, device);
            At = HostCopy.ToDevice(at, new long[] { Tokens }, device);
            Starts = HostCopy.ToDevice(starts, new long[] { starts.Length }, device);
        }

        /// <summary>T.</summary>
        internal int Tokens { get; }

        internal int Longest { get; }

        /// <summary>(T) int32.</summary>
        internal Tensor Ids { get; }

        /// <summary>(T) int32: position in the row.</summary>
        internal Tensor At { get; }

        /// <summary>(rows + 2) int32: where each row begins, and the end.</summary>
        internal Tensor Starts { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            Ids.Dispose();
            At.Dispose();
            Starts.Dispose();
        }
    }
}
