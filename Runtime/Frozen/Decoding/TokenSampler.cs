#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Conversation;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Draws one token, by the same rule and the same random number as the actor in training: by the inverse of the cumulative
    /// distribution, of the likeliest tokens only where top-k or top-p ask for it. One thread at a time; allocates nothing.
    /// </summary>
    internal sealed unsafe class TokenSampler : IDisposable
    {
        private readonly int count;
        private readonly RowMath math;
        private readonly NativeBlock memory;
        private readonly int[] heap;

        internal TokenSampler(int vocabSize, RowMath math)
        {
            count = vocabSize;
            this.math = math;
            memory = new NativeBlock((long)vocabSize * sizeof(float));
            heap = new int[vocabSize];
        }

        private float* Weights => memory.Floats;

        /// <summary>Draws.</summary>
        /// <param name="logits">(V); penalized in place.</param>
        /// <param name="sampling">How.</param>
        /// <param name="reply">The reply's tokens so far.</param>
        /// <param name="uniform">In [0, 1).</param>
        /// <param name="logProb">Natural log-probability of the token in the whole distribution at the temperature, without the
        /// penalty.</param>
        /// <returns>The token.</returns>
        /// <exception cref="InvalidDataException">The logits are no numbers.</exception>
        internal int Draw(float* logits, SamplingOptions sampling, List<int> reply, double uniform, out float logProb)
        {
            float scale = (float)(1.0 / sampling.Temperature);
            float most = math.Max(logits, count);
            float sum = math.ExpSum(logits, count, scale, most, Weights);
            if (!(sum >= 1 && sum <= float.MaxValue) || float.IsInfinity(most))
                throw new InvalidDataException(
                    $"Expected finite logits, but found a largest of {most}. The actor's weights are broken: take another copy of its " +
                    "file, freeze it again, or resume its training from an earlier checkpoint.");
            float logSum = MathF.Log(sum);
            int token;
            if (!sampling.Penalizes)
            {
                token = Choose(logits, sampling, uniform, sum);
                logProb = (logits[token] - most) * scale - logSum;
                return token;
            }

            var unpenalized = RepetitionPenalty.Apply(logits, reply, (float)sampling.RepetitionPenalty);
            sum = math.ExpSum(logits, count, scale, math.Max(logits, count), Weights);
            token = Choose(logits, sampling, uniform, sum);
            logProb = (unpenalized.Of(logits, token) - most) * scale - logSum;
            return token;
        }

        /// <inheritdoc/>
        public void Dispose() => memory.Dispose();

        private int Choose(float* logits, SamplingOptions sampling, double uniform, float sum)
        {
            if (sampling.TopK == 1) return Likeliest(logits);
            return sampling.Truncates ? DrawLikeliest(sampling, uniform, sum) : DrawAny(uniform);
        }

        private int Likeliest(float* logits)
        {
            float most = math.Max(logits, count);
            int token = 0;
            while (logits[token] != most) token++;
            return token;
        }

        private int DrawAny(double uniform)
        {
            double all = 0;
            for (int i = 0; i < count; i++) all += Weights[i];
            double target = uniform * all, sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += Weights[i];
                if (sum > target) return i;
            }

            return count - 1;
        }

        /// <summary>Takes tokens from a heap, likeliest first, for as long as what is likelier than the next is less than top-p and they
        /// are fewer than top-k; then draws among them in the order of their ids.</summary>
        private int DrawLikeliest(SamplingOptions sampling, double uniform, float sum)
        {
            int size = count;
            for (int i = 0; i < size; i++) heap[i] = i;
            for (int i = size / 2 - 1; i >= 0; i--) Sink(i, size);
            double before = 0, limit = sampling.TopP < 1 ? sampling.TopP * sum : double.PositiveInfinity;
            int most = sampling.TopK > 0 ? Math.Min(sampling.TopK, count) : count, kept = 0;
            while (kept < most && before < limit)
            {
                before += Weights[heap[0]];
                size--;
                (heap[0], heap[size]) = (heap[size], heap[0]);
                Sink(0, size);
                kept++;
            }

            // Those taken are the last one and whatever is before it. Sorting them by id would allocate on Mono.
            int last = heap[size], token = last;
            double target = uniform * before, reached = 0;
            for (int i = 0; i < count; i++)
            {
                if (i != last && !IsBefore(i, last)) continue;
                token = i;
                reached += Weights[i];
                if (reached > target) break;
            }

            return token;
        }

        // Equally likely ones leave the heap in the order of their ids.
        private void Sink(int at, int size)
        {
            while (true)
            {
                int child = 2 * at + 1;
                if (child >= size) return;
                if (child + 1 < size && IsBefore(heap[child + 1], heap[child])) child++;
                if (!IsBefore(heap[child], heap[at])) return;
                (heap[at], heap[child]) = (heap[child], heap[at]);
                at = child;
            }
        }

        private bool IsBefore(int a, int b) => Weights[a] > Weights[b] || (Weights[a] == Weights[b] && a < b);
    }
}
