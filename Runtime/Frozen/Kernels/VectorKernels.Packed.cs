#nullable enable
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Repartee.Frozen.Kernels
{
    internal sealed unsafe partial class VectorKernels
    {
        private const int Quarter = Lanes / 4;

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowF16(float* x, ushort* w, int columns, int groups, float* y)
        {
            for (int g = 0; g < groups; g++, y += Lanes)
            {
                Vector128<float> a = default, b = default, c = default, d = default;
                for (int k = 0; k < columns; k++, w += Lanes)
                {
                    Vector128<float> value = Vector128.Create(x[k]);
                    a += value * Halves(w);
                    b += value * Halves(w + Quarter);
                    c += value * Halves(w + 2 * Quarter);
                    d += value * Halves(w + 3 * Quarter);
                }

                Put(y, a, b, c, d);
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowQ8(short* q, float* scales, byte* w, int blocks, int groups, float* y)
        {
            for (int g = 0; g < groups; g++, y += Lanes)
            {
                Vector128<float> a = default, b = default, c = default, d = default;
                for (int block = 0; block < blocks; block++, w += PackedMatrix.BlockBytes)
                {
                    Vector128<int> sa = default, sb = default, sc = default, sd = default;
                    int* pairs = (int*)(q + block * PackedMatrix.BlockColumns);
                    byte* at = w + 2 * Lanes;
                    for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair++, at += 2 * Lanes)
                    {
                        Vector128<short> value = Vector128.Create(pairs[pair]).AsInt16();
                        Vector128<sbyte> low = Vector128.Load((sbyte*)at), high = Vector128.Load((sbyte*)at + Lanes);
                        sa += Products(value, Vector128.WidenLower(low));
                        sb += Products(value, Vector128.WidenUpper(low));
                        sc += Products(value, Vector128.WidenLower(high));
                        sd += Products(value, Vector128.WidenUpper(high));
                    }

                    Vector128<float> scale = Vector128.Create(scales[block]);
                    a += Vector128.ConvertToSingle(sa) * (Halves((ushort*)w) * scale);
                    b += Vector128.ConvertToSingle(sb) * (Halves((ushort*)w + Quarter) * scale);
                    c += Vector128.ConvertToSingle(sc) * (Halves((ushort*)w + 2 * Quarter) * scale);
                    d += Vector128.ConvertToSingle(sd) * (Halves((ushort*)w + 3 * Quarter) * scale);
                }

                Put(y, a, b, c, d);
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void UnpackF16(ushort* w, int count, float* destination)
        {
            for (int i = 0; i < count; i += Quarter) Halves(w + i).Store(destination + i);
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void UnpackQ8(byte* w, int blocks, float* destination)
        {
            for (int block = 0; block < blocks; block++)
            {
                Vector128<float> a = Halves((ushort*)w), b = Halves((ushort*)w + Quarter);
                Vector128<float> c = Halves((ushort*)w + 2 * Quarter), d = Halves((ushort*)w + 3 * Quarter);
                w += 2 * Lanes;
                for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair++, w += 2 * Lanes, destination += 2 * Lanes)
                {
                    Vector128<sbyte> low = Vector128.Load((sbyte*)w), high = Vector128.Load((sbyte*)w + Lanes);
                    Unpack(Vector128.WidenLower(low), a, destination);
                    Unpack(Vector128.WidenUpper(low), b, destination + Quarter);
                    Unpack(Vector128.WidenLower(high), c, destination + 2 * Quarter);
                    Unpack(Vector128.WidenUpper(high), d, destination + 3 * Quarter);
                }
            }
        }

        private static void Put(float* y, Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
        {
            a.Store(y);
            b.Store(y + Quarter);
            c.Store(y + 2 * Quarter);
            d.Store(y + 3 * Quarter);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Unpack(Vector128<short> pairs, Vector128<float> scale, float* destination)
        {
            (Vector128.ConvertToSingle(First(pairs)) * scale).Store(destination);
            (Vector128.ConvertToSingle(Second(pairs)) * scale).Store(destination + Lanes);
        }

        /// <summary>Of each lane: its two columns' bytes times the pair's two values, added.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<int> Products(Vector128<short> pair, Vector128<short> w) => Sse2.IsSupported
            ? Sse2.MultiplyAddAdjacent(w, pair)
            : First(w) * First(pair) + Second(w) * Second(pair);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<int> First(Vector128<short> pairs) =>
            Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(pairs.AsInt32(), 16), 16);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<int> Second(Vector128<short> pairs) => Vector128.ShiftRightArithmetic(pairs.AsInt32(), 16);

        /// <summary>Four F16 as float32, exactly: the bits moved to float32's places are too small by 2^112.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<float> Halves(ushort* w)
        {
            Vector128<int> wide = Vector128.WidenLower(Vector128.CreateScalar(*(long*)w).AsInt16());
            Vector128<int> bits = Vector128.ShiftLeft(wide, 13) & Vector128.Create(unchecked((int)0x8fffe000));
            return bits.AsSingle() * Vector128.Create(5.192296858534828e33f);
        }
    }
}
#endif
