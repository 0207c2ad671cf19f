#nullable enable
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Repartee.Frozen.Kernels
{
    internal static unsafe partial class RowPacker
    {
        private const int Half = Lanes / 2;

        static partial void PackBlock(byte** rows, int block, byte* to, ref bool packed)
        {
            if (!Avx2.IsSupported || rows[Lanes - 1] == null) return;
            for (int lane = 0; lane < Lanes; lane++) ((ushort*)to)[lane] = *(ushort*)(rows[lane] + block * FileBlockBytes);
            int skip = block * FileBlockBytes + sizeof(ushort);
            Transpose(rows, skip, (ushort*)to + Lanes);
            Transpose(rows + Half, skip, (ushort*)to + Lanes + Half);
            packed = true;
        }

        /// <summary>A block's bytes, taken in pairs, are a matrix of 16 rows and 16 columns to be transposed. Eight rows: neighbours are
        /// interleaved by one element, then by two, then by four; the two halves of a vector are columns c and c + 8.</summary>
        [MethodImpl(InnerLoop.Options)]
        private static void Transpose(byte** rows, int skip, ushort* to)
        {
            Vector256<ushort> r0 = Row(rows[0] + skip), r1 = Row(rows[1] + skip), r2 = Row(rows[2] + skip), r3 = Row(rows[3] + skip);
            Vector256<ushort> r4 = Row(rows[4] + skip), r5 = Row(rows[5] + skip), r6 = Row(rows[6] + skip), r7 = Row(rows[7] + skip);
            Vector256<uint> a0 = Avx2.UnpackLow(r0, r1).AsUInt32(), a1 = Avx2.UnpackHigh(r0, r1).AsUInt32();
            Vector256<uint> a2 = Avx2.UnpackLow(r2, r3).AsUInt32(), a3 = Avx2.UnpackHigh(r2, r3).AsUInt32();
            Vector256<uint> a4 = Avx2.UnpackLow(r4, r5).AsUInt32(), a5 = Avx2.UnpackHigh(r4, r5).AsUInt32();
            Vector256<uint> a6 = Avx2.UnpackLow(r6, r7).AsUInt32(), a7 = Avx2.UnpackHigh(r6, r7).AsUInt32();
            Vector256<ulong> b0 = Avx2.UnpackLow(a0, a2).AsUInt64(), b1 = Avx2.UnpackHigh(a0, a2).AsUInt64();
            Vector256<ulong> b2 = Avx2.UnpackLow(a1, a3).AsUInt64(), b3 = Avx2.UnpackHigh(a1, a3).AsUInt64();
            Vector256<ulong> b4 = Avx2.UnpackLow(a4, a6).AsUInt64(), b5 = Avx2.UnpackHigh(a4, a6).AsUInt64();
            Vector256<ulong> b6 = Avx2.UnpackLow(a5, a7).AsUInt64(), b7 = Avx2.UnpackHigh(a5, a7).AsUInt64();
            Put(to, Avx2.UnpackLow(b0, b4));
            Put(to + Lanes, Avx2.UnpackHigh(b0, b4));
            Put(to + 2 * Lanes, Avx2.UnpackLow(b1, b5));
            Put(to + 3 * Lanes, Avx2.UnpackHigh(b1, b5));
            Put(to + 4 * Lanes, Avx2.UnpackLow(b2, b6));
            Put(to + 5 * Lanes, Avx2.UnpackHigh(b2, b6));
            Put(to + 6 * Lanes, Avx2.UnpackLow(b3, b7));
            Put(to + 7 * Lanes, Avx2.UnpackHigh(b3, b7));
        }

        private static Vector256<ushort> Row(byte* at) => Vector256.Load((ushort*)at);

        private static void Put(ushort* to, Vector256<ulong> columns)
        {
            columns.GetLower().Store((ulong*)to);
            columns.GetUpper().Store((ulong*)(to + Half * Lanes));
        }
    }
}
#endif
