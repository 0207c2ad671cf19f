#nullable enable
#if NET8_0_OR_GREATER
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Repartee.Frozen.Kernels
{
    /// <summary>For processors with AVX-512 F and BW: a vector holds one column of a group. Four groups at a time share a load of x, and
    /// give four to sixteen sums that do not wait for each other.</summary>
    internal sealed unsafe class Avx512Kernels : MatrixKernels
    {
        private const int Lanes = PackedMatrix.Lanes;
        private const int Together = 4;

        internal static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported && Avx512F.VL.IsSupported;

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowF32(float* x, float* w, long stride, int columns, int groups, float* y)
        {
            int g = 0;
            for (; g + Together <= groups; g += Together, w += Together * stride, y += Together * Lanes)
            {
                Vector512<float> a = default, b = default, c = default, d = default;
                float* wa = w, wb = w + stride, wc = w + 2 * stride, wd = w + 3 * stride;
                for (int k = 0; k < columns; k++)
                {
                    Vector512<float> value = Vector512.Create(x[k]);
                    a = Avx512F.FusedMultiplyAdd(value, Vector512.Load(wa + k * Lanes), a);
                    b = Avx512F.FusedMultiplyAdd(value, Vector512.Load(wb + k * Lanes), b);
                    c = Avx512F.FusedMultiplyAdd(value, Vector512.Load(wc + k * Lanes), c);
                    d = Avx512F.FusedMultiplyAdd(value, Vector512.Load(wd + k * Lanes), d);
                }

                a.Store(y);
                b.Store(y + Lanes);
                c.Store(y + 2 * Lanes);
                d.Store(y + 3 * Lanes);
            }

            // In the same order as above, so that a result does not depend on how groups fall to threads.
            for (; g < groups; g++, w += stride, y += Lanes)
            {
                Vector512<float> sum = default;
                for (int k = 0; k < columns; k++)
                    sum = Avx512F.FusedMultiplyAdd(Vector512.Create(x[k]), Vector512.Load(w + k * Lanes), sum);
                sum.Store(y);
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowF16(float* x, ushort* w, int columns, int groups, float* y)
        {
            long stride = (long)columns * Lanes;
            for (; groups > 0; groups -= 2, w += 2 * stride, y += 2 * Lanes)
            {
                // The last of an odd number is taken twice.
                ushort* second = groups > 1 ? w + stride : w;
                Vector512<float> a = default, b = default;
                for (int k = 0; k < columns; k++)
                {
                    Vector512<float> value = Vector512.Create(x[k]);
                    a = Avx512F.FusedMultiplyAdd(value, Halves(w + k * Lanes), a);
                    b = Avx512F.FusedMultiplyAdd(value, Halves(second + k * Lanes), b);
                }

                a.Store(y);
                if (groups > 1) b.Store(y + Lanes);
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowQ8(short* q, float* scales, byte* w, int blocks, int groups, float* y)
        {
            long stride = (long)blocks * PackedMatrix.BlockBytes;
            int g = 0;
            for (; g + Together <= groups; g += Together, w += Together * stride, y += Together * Lanes)
            {
                Vector512<float> a = default, b = default, c = default, d = default;
                byte* wa = w, wb = w + stride, wc = w + 2 * stride, wd = w + 3 * stride;
                for (int block = 0; block < blocks; block++)
                {
                    Vector512<int> sa = default, sb = default, sc = default, sd = default;
                    int* pairs = (int*)(q + block * PackedMatrix.BlockColumns);
                    for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair++)
                    {
                        Vector512<short> value = Vector512.Create(pairs[pair]).AsInt16();
                        int at = 2 * Lanes + pair * 2 * Lanes;
                        sa += Products(value, wa + at);
                        sb += Products(value, wb + at);
                        sc += Products(value, wc + at);
                        sd += Products(value, wd + at);
                    }

                    Vector512<float> scale = Vector512.Create(scales[block]);
                    a = Scaled(a, sa, scale, wa);
                    b = Scaled(b, sb, scale, wb);
                    c = Scaled(c, sc, scale, wc);
                    d = Scaled(d, sd, scale, wd);
                    wa += PackedMatrix.BlockBytes;
                    wb += PackedMatrix.BlockBytes;
                    wc += PackedMatrix.BlockBytes;
                    wd += PackedMatrix.BlockBytes;
                }

                a.Store(y);
                b.Store(y + Lanes);
                c.Store(y + 2 * Lanes);
                d.Store(y + 3 * Lanes);
            }

            for (; g < groups; g++, y += Lanes)
            {
                Vector512<float> sum = default;
                for (int block = 0; block < blocks; block++, w += PackedMatrix.BlockBytes)
                {
                    Vector512<int> even = default, odd = default;
                    int* pairs = (int*)(q + block * PackedMatrix.BlockColumns);
                    for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair += 2)
                    {
                        even += Products(Vector512.Create(pairs[pair]).AsInt16(), w + 2 * Lanes + pair * 2 * Lanes);
                        odd += Products(Vector512.Create(pairs[pair + 1]).AsInt16(), w + 4 * Lanes + pair * 2 * Lanes);
                    }

                    sum = Scaled(sum, even + odd, Vector512.Create(scales[block]), w);
                }

                sum.Store(y);
            }
        }

        /// <inheritdoc/>
        internal override void RowsF32(
            float* x, long xStride, float* w, long stride, int columns, int groups, float* y, long yStride, bool accumulate)
        {
            int g = 0;
            for (; g + Together <= groups; g += Together, w += Together * stride, y += Together * Lanes)
                Tile(x, xStride, w, stride, columns, y, yStride, accumulate);
            for (; g < groups; g++, w += stride, y += Lanes)
                Column(x, xStride, w, columns, y, yStride, accumulate);
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void UnpackF16(ushort* w, int count, float* destination)
        {
            for (int i = 0; i < count; i += Lanes) Halves(w + i).Store(destination + i);
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void UnpackQ8(byte* w, int blocks, float* destination)
        {
            for (int block = 0; block < blocks; block++)
            {
                Vector512<float> scale = Halves((ushort*)w);
                w += 2 * Lanes;
                for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair++, w += 2 * Lanes, destination += 2 * Lanes)
                {
                    // A lane's two columns are the low two bytes of an int32: shifted up, and down again with their sign.
                    Vector512<int> both = Avx512F.ConvertToVector512Int32(Vector256.Load((ushort*)w)).AsInt32();
                    Vector512<int> first = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(both, 24), 24);
                    Vector512<int> second = Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(both, 16), 24);
                    (Vector512.ConvertToSingle(first) * scale).Store(destination);
                    (Vector512.ConvertToSingle(second) * scale).Store(destination + Lanes);
                }
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void Quantize(float* x, int columns, short* q, float* scales)
        {
            for (int start = 0; start < columns; start += PackedMatrix.BlockColumns)
            {
                Vector512<float> low = Vector512.Load(x + start), high = Vector512.Load(x + start + Lanes);
                Vector512<float> sizes = Vector512.Max(Vector512.Abs(low), Vector512.Abs(high));
                Vector256<float> half = Vector256.Max(sizes.GetLower(), sizes.GetUpper());
                Vector128<float> quarter = Vector128.Max(half.GetLower(), half.GetUpper());
                quarter = Vector128.Max(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)));
                quarter = Vector128.Max(quarter, Vector128.Shuffle(quarter, Vector128.Create(1, 0, 3, 2)));
                float most = quarter.ToScalar();
                float inverse = most > 0 ? short.MaxValue / most : 0;
                if (float.IsInfinity(inverse)) inverse = 0;
                scales[start / PackedMatrix.BlockColumns] = inverse > 0 ? most / short.MaxValue : 0;
                Vector512<float> factor = Vector512.Create(inverse);
                Avx512F.ConvertToVector256Int16(Avx512F.ConvertToVector512Int32(low * factor)).Store(q + start);
                Avx512F.ConvertToVector256Int16(Avx512F.ConvertToVector512Int32(high * factor)).Store(q + start + Lanes);
            }
        }

        [MethodImpl(InnerLoop.Options)]
        private static void Tile(float* x, long xStride, float* w, long stride, int columns, float* y, long yStride, bool accumulate)
        {
            float* x1 = x + xStride, x2 = x + 2 * xStride, x3 = x + 3 * xStride;
            float* wb = w + stride, wc = w + 2 * stride, wd = w + 3 * stride;
            Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
            for (int k = 0; k < columns; k++)
            {
                Vector512<float> a = Vector512.Load(w + k * Lanes), b = Vector512.Load(wb + k * Lanes);
                Vector512<float> c = Vector512.Load(wc + k * Lanes), d = Vector512.Load(wd + k * Lanes);
                Vector512<float> value = Vector512.Create(x[k]);
                a0 = Avx512F.FusedMultiplyAdd(value, a, a0);
                b0 = Avx512F.FusedMultiplyAdd(value, b, b0);
                c0 = Avx512F.FusedMultiplyAdd(value, c, c0);
                d0 = Avx512F.FusedMultiplyAdd(value, d, d0);
                value = Vector512.Create(x1[k]);
                a1 = Avx512F.FusedMultiplyAdd(value, a, a1);
                b1 = Avx512F.FusedMultiplyAdd(value, b, b1);
                c1 = Avx512F.FusedMultiplyAdd(value, c, c1);
                d1 = Avx512F.FusedMultiplyAdd(value, d, d1);
                value = Vector512.Create(x2[k]);
                a2 = Avx512F.FusedMultiplyAdd(value, a, a2);
                b2 = Avx512F.FusedMultiplyAdd(value, b, b2);
                c2 = Avx512F.FusedMultiplyAdd(value, c, c2);
                d2 = Avx512F.FusedMultiplyAdd(value, d, d2);
                value = Vector512.Create(x3[k]);
                a3 = Avx512F.FusedMultiplyAdd(value, a, a3);
                b3 = Avx512F.FusedMultiplyAdd(value, b, b3);
                c3 = Avx512F.FusedMultiplyAdd(value, c, c3);
                d3 = Avx512F.FusedMultiplyAdd(value, d, d3);
            }

            Put(y, accumulate, a0, b0, c0, d0);
            Put(y + yStride, accumulate, a1, b1, c1, d1);
            Put(y + 2 * yStride, accumulate, a2, b2, c2, d2);
            Put(y + 3 * yStride, accumulate, a3, b3, c3, d3);
        }

        [MethodImpl(InnerLoop.Options)]
        private static void Column(float* x, long xStride, float* w, int columns, float* y, long yStride, bool accumulate)
        {
            float* x1 = x + xStride, x2 = x + 2 * xStride, x3 = x + 3 * xStride;
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int k = 0; k < columns; k++)
            {
                Vector512<float> a = Vector512.Load(w + k * Lanes);
                s0 = Avx512F.FusedMultiplyAdd(Vector512.Create(x[k]), a, s0);
                s1 = Avx512F.FusedMultiplyAdd(Vector512.Create(x1[k]), a, s1);
                s2 = Avx512F.FusedMultiplyAdd(Vector512.Create(x2[k]), a, s2);
                s3 = Avx512F.FusedMultiplyAdd(Vector512.Create(x3[k]), a, s3);
            }

            Put(y, accumulate, s0);
            Put(y + yStride, accumulate, s1);
            Put(y + 2 * yStride, accumulate, s2);
            Put(y + 3 * yStride, accumulate, s3);
        }

        private static void Put(float* y, bool add, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
        {
            Put(y, add, a);
            Put(y + Lanes, add, b);
            Put(y + 2 * Lanes, add, c);
            Put(y + 3 * Lanes, add, d);
        }

        private static void Put(float* y, bool add, Vector512<float> value) => (add ? value + Vector512.Load(y) : value).Store(y);

        /// <summary>Of each lane: its two columns' bytes times the pair's two values, added.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<int> Products(Vector512<short> pair, byte* w) =>
            Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load((sbyte*)w)), pair);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<float> Scaled(Vector512<float> sum, Vector512<int> block, Vector512<float> scale, byte* halves) =>
            Avx512F.FusedMultiplyAdd(Vector512.ConvertToSingle(block), Halves((ushort*)halves) * scale, sum);

        /// <summary>Sixteen F16 as float32, exactly: the bits moved to float32's places are too small by 2^112.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<float> Halves(ushort* w)
        {
            Vector512<int> wide = Avx512F.ConvertToVector512Int32(Vector256.Load((short*)w));
            Vector512<int> bits = Vector512.ShiftLeft(wide, 13) & Vector512.Create(unchecked((int)0x8fffe000));
            return bits.AsSingle() * Vector512.Create(5.192296858534828e33f);
        }
    }
}
#endif
