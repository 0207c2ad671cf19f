#nullable enable
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Repartee.Frozen.Kernels
{
    /// <summary>For processors with AVX2 and FMA: two vectors hold one column of a group.</summary>
    internal sealed unsafe class Avx2Kernels : MatrixKernels
    {
        private const int Lanes = PackedMatrix.Lanes;
        private const int Half = Lanes / 2;

        internal static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowF32(float* x, float* w, long stride, int columns, int groups, float* y)
        {
            for (; groups > 0; groups -= 2, w += 2 * stride, y += 2 * Lanes)
            {
                // The last of an odd number is taken twice.
                float* second = groups > 1 ? w + stride : w;
                Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
                int k = 0;
                for (; k + 2 <= columns; k += 2)
                {
                    Vector256<float> value = Vector256.Create(x[k]), next = Vector256.Create(x[k + 1]);
                    a = Fma.MultiplyAdd(value, Vector256.Load(w + k * Lanes), a);
                    b = Fma.MultiplyAdd(value, Vector256.Load(w + k * Lanes + Half), b);
                    c = Fma.MultiplyAdd(value, Vector256.Load(second + k * Lanes), c);
                    d = Fma.MultiplyAdd(value, Vector256.Load(second + k * Lanes + Half), d);
                    e = Fma.MultiplyAdd(next, Vector256.Load(w + k * Lanes + Lanes), e);
                    f = Fma.MultiplyAdd(next, Vector256.Load(w + k * Lanes + Lanes + Half), f);
                    g = Fma.MultiplyAdd(next, Vector256.Load(second + k * Lanes + Lanes), g);
                    h = Fma.MultiplyAdd(next, Vector256.Load(second + k * Lanes + Lanes + Half), h);
                }

                if (k < columns)
                {
                    Vector256<float> value = Vector256.Create(x[k]);
                    a = Fma.MultiplyAdd(value, Vector256.Load(w + k * Lanes), a);
                    b = Fma.MultiplyAdd(value, Vector256.Load(w + k * Lanes + Half), b);
                    c = Fma.MultiplyAdd(value, Vector256.Load(second + k * Lanes), c);
                    d = Fma.MultiplyAdd(value, Vector256.Load(second + k * Lanes + Half), d);
                }

                (a + e).Store(y);
                (b + f).Store(y + Half);
                if (groups == 1) break;
                (c + g).Store(y + Lanes);
                (d + h).Store(y + Lanes + Half);
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowF16(float* x, ushort* w, int columns, int groups, float* y)
        {
            for (int g = 0; g < groups; g++, y += Lanes)
            {
                Vector256<float> a = default, b = default;
                for (int k = 0; k < columns; k++, w += Lanes)
                {
                    Vector256<float> value = Vector256.Create(x[k]);
                    a = Fma.MultiplyAdd(value, Halves(w), a);
                    b = Fma.MultiplyAdd(value, Halves(w + Half), b);
                }

                a.Store(y);
                b.Store(y + Half);
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowQ8(short* q, float* scales, byte* w, int blocks, int groups, float* y)
        {
            long stride = (long)blocks * PackedMatrix.BlockBytes;
            for (; groups > 0; groups -= 2, w += 2 * stride, y += 2 * Lanes)
            {
                byte* wa = w, wb = groups > 1 ? w + stride : w;
                Vector256<float> a = default, b = default, c = default, d = default;
                for (int block = 0; block < blocks; block++)
                {
                    Vector256<int> sa = default, sb = default, sc = default, sd = default;
                    int* pairs = (int*)(q + block * PackedMatrix.BlockColumns);
                    for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair++)
                    {
                        Vector256<short> value = Vector256.Create(pairs[pair]).AsInt16();
                        int at = 2 * Lanes + pair * 2 * Lanes;
                        sa += Products(value, wa + at);
                        sb += Products(value, wa + at + Lanes);
                        sc += Products(value, wb + at);
                        sd += Products(value, wb + at + Lanes);
                    }

                    Vector256<float> scale = Vector256.Create(scales[block]);
                    a = Scaled(a, sa, scale, wa);
                    b = Scaled(b, sb, scale, wa + Lanes);
                    c = Scaled(c, sc, scale, wb);
                    d = Scaled(d, sd, scale, wb + Lanes);
                    wa += PackedMatrix.BlockBytes;
                    wb += PackedMatrix.BlockBytes;
                }

                a.Store(y);
                b.Store(y + Half);
                if (groups == 1) break;
                c.Store(y + Lanes);
                d.Store(y + Lanes + Half);
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowsF32(
            float* x, long xStride, float* w, long stride, int columns, int groups, float* y, long yStride, bool accumulate)
        {
            float* x1 = x + xStride, x2 = x + 2 * xStride, x3 = x + 3 * xStride;
            for (int g = 0; g < groups; g++, w += stride, y += Lanes)
            {
                Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
                Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
                float* at = w;
                for (int k = 0; k < columns; k++, at += Lanes)
                {
                    Vector256<float> a = Vector256.Load(at), b = Vector256.Load(at + Half);
                    Vector256<float> value = Vector256.Create(x[k]);
                    a0 = Fma.MultiplyAdd(value, a, a0);
                    b0 = Fma.MultiplyAdd(value, b, b0);
                    value = Vector256.Create(x1[k]);
                    a1 = Fma.MultiplyAdd(value, a, a1);
                    b1 = Fma.MultiplyAdd(value, b, b1);
                    value = Vector256.Create(x2[k]);
                    a2 = Fma.MultiplyAdd(value, a, a2);
                    b2 = Fma.MultiplyAdd(value, b, b2);
                    value = Vector256.Create(x3[k]);
                    a3 = Fma.MultiplyAdd(value, a, a3);
                    b3 = Fma.MultiplyAdd(value, b, b3);
                }

                Put(y, accumulate, a0, b0);
                Put(y + yStride, accumulate, a1, b1);
                Put(y + 2 * yStride, accumulate, a2, b2);
                Put(y + 3 * yStride, accumulate, a3, b3);
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void UnpackF16(ushort* w, int count, float* destination)
        {
            for (int i = 0; i < count; i += Half) Halves(w + i).Store(destination + i);
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void UnpackQ8(byte* w, int blocks, float* destination)
        {
            for (int block = 0; block < blocks; block++)
            {
                Vector256<float> low = Halves((ushort*)w), high = Halves((ushort*)w + Half);
                w += 2 * Lanes;
                for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair++, w += 2 * Lanes, destination += 2 * Lanes)
                {
                    Unpack(w, low, destination);
                    Unpack(w + Lanes, high, destination + Half);
                }
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void Quantize(float* x, int columns, short* q, float* scales)
        {
            for (int start = 0; start < columns; start += PackedMatrix.BlockColumns)
            {
                Vector256<float> sizes = default;
                for (int k = start; k < start + PackedMatrix.BlockColumns; k += Half)
                    sizes = Vector256.Max(sizes, Vector256.Abs(Vector256.Load(x + k)));
                Vector128<float> quarter = Vector128.Max(sizes.GetLower(), sizes.GetUpper());
                quarter = Vector128.Max(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)));
                quarter = Vector128.Max(quarter, Vector128.Shuffle(quarter, Vector128.Create(1, 0, 3, 2)));
                float most = quarter.ToScalar();
                float inverse = most > 0 ? short.MaxValue / most : 0;
                if (float.IsInfinity(inverse)) inverse = 0;
                scales[start / PackedMatrix.BlockColumns] = inverse > 0 ? most / short.MaxValue : 0;
                Vector256<float> factor = Vector256.Create(inverse);
                for (int k = start; k < start + PackedMatrix.BlockColumns; k += Half)
                {
                    Vector256<int> rounded = Avx.ConvertToVector256Int32(Vector256.Load(x + k) * factor);
                    Sse2.PackSignedSaturate(rounded.GetLower(), rounded.GetUpper()).Store(q + k);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Unpack(byte* w, Vector256<float> scale, float* destination)
        {
            // A lane's two columns are the low two bytes of an int32: shifted up, and down again with their sign.
            Vector256<int> both = Avx2.ConvertToVector256Int32(Vector128.Load((ushort*)w));
            Vector256<int> first = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(both, 24), 24);
            Vector256<int> second = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(both, 16), 24);
            (Vector256.ConvertToSingle(first) * scale).Store(destination);
            (Vector256.ConvertToSingle(second) * scale).Store(destination + Lanes);
        }

        private static void Put(float* y, bool add, Vector256<float> a, Vector256<float> b)
        {
            (add ? a + Vector256.Load(y) : a).Store(y);
            (add ? b + Vector256.Load(y + Half) : b).Store(y + Half);
        }

        /// <summary>Of each lane: its two columns' bytes times the pair's two values, added.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<int> Products(Vector256<short> pair, byte* w) =>
            Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16((sbyte*)w), pair);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Scaled(Vector256<float> sum, Vector256<int> block, Vector256<float> scale, byte* halves) =>
            Fma.MultiplyAdd(Vector256.ConvertToSingle(block), Halves((ushort*)halves) * scale, sum);

        /// <summary>Eight F16 as float32, exactly: the bits moved to float32's places are too small by 2^112.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Halves(ushort* w)
        {
            Vector256<int> wide = Avx2.ConvertToVector256Int32((short*)w);
            Vector256<int> bits = Vector256.ShiftLeft(wide, 13) & Vector256.Create(unchecked((int)0x8fffe000));
            return bits.AsSingle() * Vector256.Create(5.192296858534828e33f);
        }
    }
}
#endif
