#nullable enable
using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Repartee.Frozen.Kernels
{
    /// <summary>What a decoder does to single rows of float32, element by element: with vectors where the processor has them, and without
    /// (the exact functions of the standard library) where it does not.</summary>
    internal sealed unsafe class RowMath
    {
        private readonly bool vectors;

        /// <param name="vectors">Whether to use vectors.</param>
        internal RowMath(bool vectors) => this.vectors = vectors;

        private static int Size => Vector<float>.Count;

        /// <summary>RMSNorm (Zhang and Sennrich 2019, arXiv 1910.07467): y = x / sqrt(mean(x^2) + eps) * weight.</summary>
        [MethodImpl(InnerLoop.Options)]
        internal void RmsNorm(float* x, float* weight, int count, float eps, float* y)
        {
            float sum = 0;
            int i = 0;
            if (vectors)
            {
                Vector<float> squares = default;
                for (; i + Size <= count; i += Size)
                {
                    Vector<float> value = *(Vector<float>*)(x + i);
                    squares += value * value;
                }

                sum = Vector.Dot(squares, Vector<float>.One);
            }

            for (; i < count; i++) sum += x[i] * x[i];
            float factor = 1f / MathF.Sqrt(sum / count + eps);
            i = 0;
            if (vectors)
            {
                var scale = new Vector<float>(factor);
                for (; i + Size <= count; i += Size)
                    *(Vector<float>*)(y + i) = *(Vector<float>*)(x + i) * scale * *(Vector<float>*)(weight + i);
            }

            for (; i < count; i++) y[i] = x[i] * factor * weight[i];
        }

        /// <summary>x += y.</summary>
        [MethodImpl(InnerLoop.Options)]
        internal void Add(float* x, float* y, int count)
        {
            int i = 0;
            if (vectors)
            {
                for (; i + Size <= count; i += Size) *(Vector<float>*)(x + i) += *(Vector<float>*)(y + i);
            }

            for (; i < count; i++) x[i] += y[i];
        }

        /// <summary>SwiGLU's product (Shazeer 2020, arXiv 2002.05202): gate = gate * sigmoid(gate) * up.</summary>
        [MethodImpl(InnerLoop.Options)]
        internal void SiluTimes(float* gate, float* up, int count)
        {
            int i = 0;
            if (vectors)
            {
                for (; i + Size <= count; i += Size)
                {
                    Vector<float> value = *(Vector<float>*)(gate + i);
                    *(Vector<float>*)(gate + i) = value / (Vector<float>.One + Exp(-value)) * *(Vector<float>*)(up + i);
                }
            }

            for (; i < count; i++) gate[i] = gate[i] / (1f + MathF.Exp(-gate[i])) * up[i];
        }

        /// <summary>Rotary positions (Su et al. 2021, arXiv 2104.09864) in halves: (a, b) becomes (a cos - b sin, b cos + a sin).</summary>
        /// <param name="head">(2 * half).</param>
        /// <param name="cos">(half).</param>
        /// <param name="sin">(half).</param>
        /// <param name="half">Half a head's width.</param>
        [MethodImpl(InnerLoop.Options)]
        internal void Rotate(float* head, float* cos, float* sin, int half)
        {
            int i = 0;
            float* second = head + half;
            if (vectors)
            {
                for (; i + Size <= half; i += Size)
                {
                    Vector<float> a = *(Vector<float>*)(head + i), b = *(Vector<float>*)(second + i);
                    Vector<float> c = *(Vector<float>*)(cos + i), s = *(Vector<float>*)(sin + i);
                    *(Vector<float>*)(head + i) = a * c - b * s;
                    *(Vector<float>*)(second + i) = b * c + a * s;
                }
            }

            for (; i < half; i++)
            {
                float a = head[i], b = second[i];
                head[i] = a * cos[i] - b * sin[i];
                second[i] = b * cos[i] + a * sin[i];
            }
        }

        /// <summary>x = softmax(x * scale).</summary>
        internal void Softmax(float* x, int count, float scale)
        {
            float sum = ExpSum(x, count, scale, Max(x, count), x);
            Scale(x, count, 1f / sum);
        }

        /// <summary>x *= factor.</summary>
        [MethodImpl(InnerLoop.Options)]
        internal void Scale(float* x, int count, float factor)
        {
            int i = 0;
            if (vectors)
            {
                var by = new Vector<float>(factor);
                for (; i + Size <= count; i += Size) *(Vector<float>*)(x + i) *= by;
            }

            for (; i < count; i++) x[i] *= factor;
        }

        /// <summary>The largest of one or more elements.</summary>
        [MethodImpl(InnerLoop.Options)]
        internal float Max(float* x, int count)
        {
            float most = float.NegativeInfinity;
            int i = 0;
            if (vectors && count >= Size)
            {
                Vector<float> largest = *(Vector<float>*)x;
                for (i = Size; i + Size <= count; i += Size) largest = Vector.Max(largest, *(Vector<float>*)(x + i));
                for (int lane = 0; lane < Size; lane++) most = Math.Max(most, largest[lane]);
            }

            for (; i < count; i++) most = Math.Max(most, x[i]);
            return most;
        }

        /// <summary>y = exp((x - most) * scale); returns the sum, each vector's part added up in float32.</summary>
        [MethodImpl(InnerLoop.Options)]
        internal float ExpSum(float* x, int count, float scale, float most, float* y)
        {
            float sum = 0;
            int i = 0;
            if (vectors)
            {
                Vector<float> by = new Vector<float>(scale), top = new Vector<float>(most), all = default;
                for (; i + Size <= count; i += Size)
                {
                    Vector<float> value = Exp((*(Vector<float>*)(x + i) - top) * by);
                    *(Vector<float>*)(y + i) = value;
                    all += value;
                }

                sum = Vector.Dot(all, Vector<float>.One);
            }

            for (; i < count; i++) sum += y[i] = MathF.Exp((x[i] - most) * scale);
            return sum;
        }

        /// <summary>
        /// e^x within 2 units in the last place: x = n ln 2 + r with a whole n, e^r by its series up to r^7/7! (|r| is at most ln 2 / 2, so
        /// that what is left out is below 1e-8), 2^n put together from its bits. Below -87 it stays at e^-87.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<float> Exp(Vector<float> x)
        {
            x = Vector.Min(Vector.Max(x, new Vector<float>(-87f)), new Vector<float>(88f));
            // Truncation towards zero is rounding to the nearest, because what is truncated is positive.
            Vector<int> biased = Vector.ConvertToInt32(x * new Vector<float>(1.44269504f) + new Vector<float>(127.5f));
            Vector<float> n = Vector.ConvertToSingle(biased) - new Vector<float>(127f);
            // ln 2 in two parts, the first short enough that its product with n is exact.
            Vector<float> r = x - n * new Vector<float>(0.693359375f) - n * new Vector<float>(-2.12194440e-4f);
            Vector<float> p = new Vector<float>(1f / 5040);
            p = p * r + new Vector<float>(1f / 720);
            p = p * r + new Vector<float>(1f / 120);
            p = p * r + new Vector<float>(1f / 24);
            p = p * r + new Vector<float>(1f / 6);
            p = p * r + new Vector<float>(0.5f);
            p = p * r + Vector<float>.One;
            p = p * r + Vector<float>.One;
            return p * Vector.AsVectorSingle(biased * new Vector<int>(1 << 23));
        }
    }
}
