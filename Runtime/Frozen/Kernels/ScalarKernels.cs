#nullable enable
using System;
using System.Runtime.CompilerServices;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Kernels
{
    /// <summary>Without vectors: for Mono and IL2CPP, and what the others are tested against. Four lanes at a time stay in
    /// registers.</summary>
    internal unsafe class ScalarKernels : MatrixKernels
    {
        private const int Lanes = PackedMatrix.Lanes;

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowF32(float* x, float* w, long stride, int columns, int groups, float* y)
        {
            for (int g = 0; g < groups; g++, w += stride, y += Lanes)
            {
                for (int lane = 0; lane < Lanes; lane += 4)
                {
                    float a = 0, b = 0, c = 0, d = 0;
                    float* at = w + lane;
                    for (int k = 0; k < columns; k++, at += Lanes)
                    {
                        float value = x[k];
                        a += value * at[0];
                        b += value * at[1];
                        c += value * at[2];
                        d += value * at[3];
                    }

                    Store(y + lane, a, b, c, d);
                }
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowF16(float* x, ushort* w, int columns, int groups, float* y)
        {
            for (int g = 0; g < groups; g++, w += (long)columns * Lanes, y += Lanes)
            {
                for (int lane = 0; lane < Lanes; lane += 4)
                {
                    float a = 0, b = 0, c = 0, d = 0;
                    ushort* at = w + lane;
                    for (int k = 0; k < columns; k++, at += Lanes)
                    {
                        float value = x[k];
                        a += value * HalfBits.FromF16(at[0]);
                        b += value * HalfBits.FromF16(at[1]);
                        c += value * HalfBits.FromF16(at[2]);
                        d += value * HalfBits.FromF16(at[3]);
                    }

                    Store(y + lane, a, b, c, d);
                }
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowQ8(short* q, float* scales, byte* w, int blocks, int groups, float* y)
        {
            for (int g = 0; g < groups; g++, y += Lanes)
            {
                for (int lane = 0; lane < Lanes; lane++) y[lane] = 0;
                for (int block = 0; block < blocks; block++, w += PackedMatrix.BlockBytes)
                {
                    float scale = scales[block];
                    short* xs = q + block * PackedMatrix.BlockColumns;
                    for (int lane = 0; lane < Lanes; lane += 4)
                    {
                        int a = 0, b = 0, c = 0, d = 0;
                        sbyte* at = (sbyte*)w + 2 * Lanes + 2 * lane;
                        for (int k = 0; k < PackedMatrix.BlockColumns; k += 2, at += 2 * Lanes)
                        {
                            int first = xs[k], second = xs[k + 1];
                            a += first * at[0] + second * at[1];
                            b += first * at[2] + second * at[3];
                            c += first * at[4] + second * at[5];
                            d += first * at[6] + second * at[7];
                        }

                        ushort* half = (ushort*)w + lane;
                        y[lane] += a * (scale * HalfBits.FromF16(half[0]));
                        y[lane + 1] += b * (scale * HalfBits.FromF16(half[1]));
                        y[lane + 2] += c * (scale * HalfBits.FromF16(half[2]));
                        y[lane + 3] += d * (scale * HalfBits.FromF16(half[3]));
                    }
                }
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowsF32(
            float* x, long xStride, float* w, long stride, int columns, int groups, float* y, long yStride, bool accumulate)
        {
            float* sums = stackalloc float[Lanes];
            for (int row = 0; row < TileRows; row++)
            {
                for (int g = 0; g < groups; g++)
                {
                    float* to = y + row * yStride + g * Lanes;
                    RowF32(x + row * xStride, w + g * stride, stride, columns, 1, sums);
                    for (int lane = 0; lane < Lanes; lane++) to[lane] = accumulate ? to[lane] + sums[lane] : sums[lane];
                }
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void UnpackF16(ushort* w, int count, float* destination)
        {
            for (int i = 0; i < count; i++) destination[i] = HalfBits.FromF16(w[i]);
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void UnpackQ8(byte* w, int blocks, float* destination)
        {
            float* scales = stackalloc float[Lanes];
            for (int block = 0; block < blocks; block++, w += PackedMatrix.BlockBytes)
            {
                for (int lane = 0; lane < Lanes; lane++) scales[lane] = HalfBits.FromF16(((ushort*)w)[lane]);
                var bytes = (sbyte*)(w + 2 * Lanes);
                for (int pair = 0; pair < PackedMatrix.BlockColumns / 2; pair++, bytes += 2 * Lanes, destination += 2 * Lanes)
                {
                    for (int lane = 0; lane < Lanes; lane++)
                    {
                        destination[lane] = scales[lane] * bytes[2 * lane];
                        destination[lane + Lanes] = scales[lane] * bytes[2 * lane + 1];
                    }
                }
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void Quantize(float* x, int columns, short* q, float* scales)
        {
            const float Most = short.MaxValue;
            for (int start = 0; start < columns; start += PackedMatrix.BlockColumns)
            {
                float most = 0;
                for (int k = start; k < start + PackedMatrix.BlockColumns; k++) most = Math.Max(most, Math.Abs(x[k]));
                float inverse = most > 0 ? Most / most : 0;
                if (float.IsInfinity(inverse)) inverse = 0;
                scales[start / PackedMatrix.BlockColumns] = inverse > 0 ? most / Most : 0;
                for (int k = start; k < start + PackedMatrix.BlockColumns; k++)
                    q[k] = (short)(x[k] * inverse + (x[k] < 0 ? -0.5f : 0.5f));
            }
        }

        private static void Store(float* y, float a, float b, float c, float d)
        {
            y[0] = a;
            y[1] = b;
            y[2] = c;
            y[3] = d;
        }
    }
}
