#nullable enable
using System;
using System.Runtime.CompilerServices;

namespace Repartee.Frozen.Kernels
{
    /// <summary>Brings rows, as a GGUF file stores them, into the order of a <see cref="PackedMatrix"/>, one group at a time.</summary>
    internal static unsafe partial class RowPacker
    {
        private const int Lanes = PackedMatrix.Lanes;
        private const int FileBlockBytes = 2 + PackedMatrix.BlockColumns;

        /// <summary>Packs one group.</summary>
        /// <param name="rows">Sixteen rows as stored: float32, F16 or Q8_0 blocks, as the matrix; null for a row that is not there.</param>
        /// <param name="type">The matrix's type.</param>
        /// <param name="columns">Its columns.</param>
        /// <param name="to">Where to: a group's memory.</param>
        internal static void Pack(byte** rows, WeightType type, int columns, byte* to)
        {
            switch (type)
            {
                case WeightType.F32:
                    Pack32((uint**)rows, columns, (uint*)to);
                    break;
                case WeightType.F16:
                    Pack16((ushort**)rows, columns, (ushort*)to);
                    break;
                default:
                    PackBlocks(rows, columns / PackedMatrix.BlockColumns, to);
                    break;
            }
        }

        // Sixteen columns at a time: what is read and written then lies in as many cache lines.
        [MethodImpl(InnerLoop.Options)]
        private static void Pack32(uint** rows, int columns, uint* to)
        {
            for (int start = 0; start < columns; start += Lanes)
            {
                int end = Math.Min(start + Lanes, columns);
                for (int lane = 0; lane < Lanes; lane++)
                {
                    uint* row = rows[lane];
                    for (int k = start; k < end; k++) to[k * Lanes + lane] = row == null ? 0 : row[k];
                }
            }
        }

        [MethodImpl(InnerLoop.Options)]
        private static void Pack16(ushort** rows, int columns, ushort* to)
        {
            for (int start = 0; start < columns; start += Lanes)
            {
                int end = Math.Min(start + Lanes, columns);
                for (int lane = 0; lane < Lanes; lane++)
                {
                    ushort* row = rows[lane];
                    for (int k = start; k < end; k++) to[k * Lanes + lane] = row == null ? (ushort)0 : row[k];
                }
            }
        }

        /// <summary>The same with vectors, where there are some and all rows are there.</summary>
        static partial void PackBlock(byte** rows, int block, byte* to, ref bool packed);

        private static bool TryPackBlock(byte** rows, int block, byte* to)
        {
            bool packed = false;
            PackBlock(rows, block, to, ref packed);
            return packed;
        }

        // Pairs of bytes move as one ushort.
        [MethodImpl(InnerLoop.Options)]
        private static void PackBlocks(byte** rows, int blocks, byte* to)
        {
            for (int block = 0; block < blocks; block++, to += PackedMatrix.BlockBytes)
            {
                if (TryPackBlock(rows, block, to)) continue;
                var scales = (ushort*)to;
                for (int lane = 0; lane < Lanes; lane++)
                {
                    ushort* pairs = scales + Lanes + lane;
                    if (rows[lane] == null)
                    {
                        scales[lane] = 0;
                        for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair++) pairs[pair * Lanes] = 0;
                        continue;
                    }

                    var from = (ushort*)(rows[lane] + block * FileBlockBytes);
                    scales[lane] = from[0];
                    for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair++) pairs[pair * Lanes] = from[1 + pair];
                }
            }
        }
    }
}
