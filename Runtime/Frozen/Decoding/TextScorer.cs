#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>How likely texts are: the log-probability of each token after those before it. Several texts share a pass. One thread at a
    /// time, and its team.</summary>
    internal sealed unsafe class TextScorer : IDisposable
    {
        private readonly FrozenConfig config;
        private readonly ForwardPass pass;
        private readonly RowMath math;
        private readonly NativeBlock weights;
        private readonly List<KeyValueCache> caches = new List<KeyValueCache>();
        private readonly List<Part> parts = new List<Part>();
        private int cachesUsed;
        private float scale;

        /// <param name="weights">Not owned.</param>
        /// <param name="rows">Most tokens of a pass.</param>
        /// <param name="team">Not owned.</param>
        internal TextScorer(TransformerWeights weights, int rows, WorkerTeam team)
        {
            config = weights.Config;
            math = KernelChoice.Rows();
            pass = new ForwardPass(weights, rows, team, KernelChoice.Matrices(), math);
            this.weights = new NativeBlock((long)config.VocabSize * sizeof(float));
        }

        /// <summary>Scores texts.</summary>
        /// <param name="texts">Tokens, two or more each.</param>
        /// <param name="firsts">Of each text, the first token to score, 1 or more.</param>
        /// <param name="temperature">Above 0.</param>
        /// <param name="between">Called before and after each pass, with true and false; null for nobody.</param>
        /// <returns>Of each text, natural log-probabilities of its tokens (T); 0 before its first.</returns>
        internal float[][] Score(
            IReadOnlyList<int[]> texts, IReadOnlyList<int> firsts, double temperature, Action<bool>? between = null)
        {
            scale = (float)(1.0 / temperature);
            var scores = new float[texts.Count][];
            Begin();
            for (int i = 0; i < scores.Length; i++)
            {
                scores[i] = new float[texts[i].Length];
                int length = texts[i].Length - 1;                               // nothing comes after the last token
                if (pass.Rows > 0 && length > pass.Capacity - pass.Rows) Run(between);
                KeyValueCache cache = NextCache();
                for (int position = 0; position < length;)
                {
                    if (position > 0)
                    {
                        // It fills passes of its own: it began an empty one, so its cache is the first.
                        Run(between);
                        cachesUsed = 1;
                    }

                    int count = Math.Min(length - position, pass.Capacity - pass.Rows);
                    int outputs = Math.Min(count, Math.Max(0, position + count - (firsts[i] - 1)));
                    int index = pass.Add(cache, texts[i], position, count, outputs);
                    position += count;
                    if (outputs > 0) parts.Add(new Part(texts[i], scores[i], position - outputs, index, outputs));
                }
            }

            Run(between);
            return scores;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            pass.Dispose();
            weights.Dispose();
            foreach (KeyValueCache cache in caches) cache.Dispose();
        }

        private void Begin()
        {
            pass.Begin();
            parts.Clear();
            cachesUsed = 0;
        }

        private void Run(Action<bool>? between)
        {
            if (pass.Rows == 0) return;
            between?.Invoke(true);
            pass.RunAll();
            foreach (Part part in parts)
            {
                for (int i = 0; i < part.Outputs; i++)
                {
                    int at = part.Row + i + 1;
                    part.Scores[at] = LogProb(pass.Logits(part.Index + i), part.Text[at]);
                }
            }

            between?.Invoke(false);
            Begin();
        }

        private float LogProb(float* logits, int token)
        {
            float most = math.Max(logits, config.VocabSize);
            float sum = math.ExpSum(logits, config.VocabSize, scale, most, weights.Floats);
            return (logits[token] - most) * scale - MathF.Log(sum);
        }

        private KeyValueCache NextCache()
        {
            if (cachesUsed == caches.Count) caches.Add(new KeyValueCache(config.Layers, config.KeyValueHeads, config.HeadDim));
            KeyValueCache cache = caches[cachesUsed++];
            cache.Truncate(0);
            return cache;
        }

        /// <summary>Rows of the present pass whose logits are wanted.</summary>
        private readonly struct Part
        {
            internal Part(int[] text, float[] scores, int row, int index, int outputs)
            {
                (Text, Scores) = (text, scores);
                (Row, Index, Outputs) = (row, index, outputs);
            }

            internal int[] Text { get; }

            internal float[] Scores { get; }

            /// <summary>Token after which the first of them come.</summary>
            internal int Row { get; }

            internal int Index { get; }

            internal int Outputs { get; }
        }
    }
}
