#nullable enable
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Repartee.Frozen.Kernels
{
    /// <summary>With the vectors of any processor, whatever their length up to a group: float32 by <see cref="Vector{T}"/>, and, where the
    /// runtime has fixed-size vectors, F16 and Q8 by those of 128 bits (NEON, SSE). Multiplies and adds apart: a fused multiply-add is slow
    /// where the processor was not known when the code was compiled.</summary>
    internal sealed unsafe partial class VectorKernels : ScalarKernels
    {
        private const int Lanes = PackedMatrix.Lanes;

        internal static bool IsSupported => Vector.IsHardwareAccelerated && Lanes % Vector<float>.Count == 0;

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowF32(float* x, float* w, long stride, int columns, int groups, float* y)
        {
            int size = Vector<float>.Count;
            for (int g = 0; g < groups; g++, w += stride, y += Lanes)
            {
                for (int lane = 0; lane < Lanes; lane += 2 * size)
                {
                    // The second of two vectors, or the first again where a group has but one.
                    int second = lane + size < Lanes ? lane + size : lane;
                    Vector<float> a = default, b = default;
                    float* at = w;
                    for (int k = 0; k < columns; k++, at += Lanes)
                    {
                        var value = new Vector<float>(x[k]);
                        a += value * *(Vector<float>*)(at + lane);
                        b += value * *(Vector<float>*)(at + second);
                    }

                    *(Vector<float>*)(y + second) = b;
                    *(Vector<float>*)(y + lane) = a;
                }
            }
        }

        /// <inheritdoc/>
        [MethodImpl(InnerLoop.Options)]
        internal override void RowsF32(
            float* x, long xStride, float* w, long stride, int columns, int groups, float* y, long yStride, bool accumulate)
        {
            int size = Vector<float>.Count;
            float* x1 = x + xStride, x2 = x + 2 * xStride, x3 = x + 3 * xStride;
            for (int g = 0; g < groups; g++, w += stride, y += Lanes)
            {
                for (int lane = 0; lane < Lanes; lane += size)
                {
                    Vector<float> a = default, b = default, c = default, d = default;
                    float* at = w + lane;
                    for (int k = 0; k < columns; k++, at += Lanes)
                    {
                        Vector<float> weights = *(Vector<float>*)at;
                        a += new Vector<float>(x[k]) * weights;
                        b += new Vector<float>(x1[k]) * weights;
                        c += new Vector<float>(x2[k]) * weights;
                        d += new Vector<float>(x3[k]) * weights;
                    }

                    Put(y + lane, accumulate, a);
                    Put(y + lane + yStride, accumulate, b);
                    Put(y + lane + 2 * yStride, accumulate, c);
                    Put(y + lane + 3 * yStride, accumulate, d);
                }
            }
        }

        private static void Put(float* y, bool add, Vector<float> value)
        {
            var to = (Vector<float>*)y;
            *to = add ? *to + value : value;
        }
    }
}
