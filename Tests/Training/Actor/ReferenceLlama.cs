#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Actor
{
    /// <summary>
    /// The Llama family's decoder written out in double precision, one sequence at a time and without a tensor library. It knows the
    /// weights only by their names in a Hugging Face checkpoint, so it checks the actor's layout as well as its kernels.
    /// </summary>
    internal sealed class ReferenceLlama
    {
        private readonly ActorConfig config;
        private readonly Dictionary<string, double[]> weights;

        internal ReferenceLlama(ActorLayout layout, float[] values)
        {
            config = layout.Config;
            weights = layout.Checkpoint.ToDictionary(t => t.Name, t => Numbers(t, values));
        }

        /// <summary>The last layer's normed output at each token (T, D).</summary>
        internal double[][] Hidden(IReadOnlyList<int> tokens)
        {
            var x = tokens.Select(t => Row(weights["model.embed_tokens.weight"], t)).ToArray();
            for (int layer = 0; layer < config.Layers; layer++)
            {
                string name = $"model.layers.{layer}.";
                var normed = x.Select(h => Norm(h, weights[name + "input_layernorm.weight"])).ToArray();
                x = x.Zip(Attention(normed, name + "self_attn."), Add).ToArray();
                x = x.Select(h => Add(h, FeedForward(Norm(h, weights[name + "post_attention_layernorm.weight"]), name + "mlp."))).ToArray();
            }

            return x.Select(h => Norm(h, weights["model.norm.weight"])).ToArray();
        }

        /// <summary>Log-probabilities of the next token after each token (T, V).</summary>
        internal double[][] LogProbs(IReadOnlyList<int> tokens, double temperature = 1.0) =>
            Logits(tokens).Select(row => LogSoftmax(row.Select(l => l / temperature).ToArray())).ToArray();

        /// <summary>What the softmax is taken of (T, V).</summary>
        internal IEnumerable<double[]> Logits(IReadOnlyList<int> tokens)
        {
            var head = weights[config.TieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight"];
            return Hidden(tokens).Select(h => Product(head, h));
        }

        internal static double[] LogSoftmax(double[] logits)
        {
            double max = logits.Max();
            double log = max + Math.Log(logits.Sum(l => Math.Exp(l - max)));
            return logits.Select(l => l - log).ToArray();
        }

        private double[][] Attention(double[][] x, string name)
        {
            int d = config.HeadDim, shared = config.Heads / config.KeyValueHeads;
            var q = x.Select((h, p) => Heads(h, name + "q_proj", name + "q_norm.weight", p)).ToArray();
            var k = x.Select((h, p) => Heads(h, name + "k_proj", name + "k_norm.weight", p)).ToArray();
            var v = x.Select(h => Split(Projected(h, name + "v_proj"))).ToArray();
            var output = new double[x.Length][];
            for (int t = 0; t < x.Length; t++)
            {
                var joined = new double[config.Heads * d];
                for (int head = 0; head < config.Heads; head++)
                {
                    int group = head / shared;
                    var scores = Enumerable.Range(0, t + 1).Select(s => Dot(q[t][head], k[s][group]) / Math.Sqrt(d)).ToArray();
                    var shares = LogSoftmax(scores).Select(Math.Exp).ToArray();
                    for (int s = 0; s <= t; s++)
                    {
                        for (int i = 0; i < d; i++)
                            joined[head * d + i] += shares[s] * v[s][group][i];
                    }
                }

                output[t] = Product(weights[name + "o_proj.weight"], joined);
            }

            return output;
        }

        private double[][] Heads(double[] x, string projection, string norm, int position)
        {
            var heads = Split(Projected(x, projection));
            return heads.Select(h => Turned(config.QkNorm ? Norm(h, weights[norm]) : h, position)).ToArray();
        }

        private double[] Projected(double[] x, string name)
        {
            var y = Product(weights[name + ".weight"], x);
            return config.QkvBias ? Add(y, weights[name + ".bias"]) : y;
        }

        private double[][] Split(double[] x) =>
            Enumerable.Range(0, x.Length / config.HeadDim).Select(h => x.Skip(h * config.HeadDim).Take(config.HeadDim).ToArray()).ToArray();

        private double[] Turned(double[] x, int position)
        {
            int half = x.Length / 2;
            var y = new double[x.Length];
            for (int i = 0; i < half; i++)
            {
                double angle = position / Math.Pow(config.RopeTheta, 2.0 * i / x.Length);
                y[i] = x[i] * Math.Cos(angle) - x[i + half] * Math.Sin(angle);
                y[i + half] = x[i + half] * Math.Cos(angle) + x[i] * Math.Sin(angle);
            }

            return y;
        }

        private double[] FeedForward(double[] x, string name)
        {
            var gate = Product(weights[name + "gate_proj.weight"], x);
            var up = Product(weights[name + "up_proj.weight"], x);
            return Product(weights[name + "down_proj.weight"], gate.Zip(up, (g, u) => g / (1.0 + Math.Exp(-g)) * u).ToArray());
        }

        private double[] Norm(double[] x, double[] scale)
        {
            double root = Math.Sqrt(x.Average(v => v * v) + config.RmsNormEps);
            return x.Zip(scale, (v, s) => v / root * s).ToArray();
        }

        private static double[] Numbers(CheckpointTensor tensor, float[] values)
        {
            int count = (int)tensor.Shape.Aggregate(1L, (a, b) => a * b);
            return Array.ConvertAll(values.AsSpan((int)tensor.Offset, count).ToArray(), v => (double)v);
        }

        private double[] Row(double[] matrix, int row) => matrix.AsSpan(row * config.HiddenSize, config.HiddenSize).ToArray();

        private static double[] Product(double[] matrix, double[] x)
        {
            var y = new double[matrix.Length / x.Length];
            for (int row = 0; row < y.Length; row++)
                y[row] = Dot(matrix.AsSpan(row * x.Length, x.Length), x);
            return y;
        }

        private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
                sum += a[i] * b[i];
            return sum;
        }

        private static double[] Add(double[] a, double[] b) => a.Zip(b, (x, y) => x + y).ToArray();
    }
}
