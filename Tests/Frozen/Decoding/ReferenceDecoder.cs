#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Tests.Decoding
{
    /// <summary>
    /// The transformer as its papers and llama.cpp have it, in double precision, by plain loops over the file's tensors: no caches, no
    /// packing, no reordering of rows. Files of the llama architecture turn neighbouring values of a head, others value i with i + d / 2.
    /// </summary>
    internal sealed class ReferenceDecoder
    {
        private readonly FrozenConfig config;
        private readonly Dictionary<string, double[]> tensors = new Dictionary<string, double[]>();

        internal ReferenceDecoder(string path, FrozenConfig config)
        {
            this.config = config;
            using GgufFile file = GgufFile.Open(path);
            foreach (GgufTensorInfo tensor in file.Tensors.Values)
            {
                var elements = new float[tensor.Elements];
                file.ReadFloat32(tensor.Name, 0, elements);
                tensors[tensor.Name] = elements.Select(element => (double)element).ToArray();
            }
        }

        /// <summary>Logits after each of the tokens.</summary>
        internal double[][] Logits(IReadOnlyList<int> tokens)
        {
            int hidden = config.HiddenSize;
            double[][] x = tokens.Select(t => tensors["token_embd.weight"].AsSpan(t * hidden, hidden).ToArray()).ToArray();
            for (int layer = 0; layer < config.Layers; layer++)
            {
                string block = $"blk.{layer}.";
                double[][] attended = Attend(block, x.Select(row => Norm(row, block + "attn_norm.weight")).ToArray());
                x = x.Select((row, i) => Sum(row, Times(attended[i], block + "attn_output.weight"))).ToArray();
                x = x.Select(row => Sum(row, FeedForward(block, Norm(row, block + "ffn_norm.weight")))).ToArray();
            }

            string head = tensors.ContainsKey("output.weight") ? "output.weight" : "token_embd.weight";
            return x.Select(row => Times(Norm(row, "output_norm.weight"), head)).ToArray();
        }

        private static double[] Sum(double[] a, double[] b) => a.Zip(b, (left, right) => left + right).ToArray();

        private double[] Times(double[] x, string matrix, string? bias = null)
        {
            double[] w = tensors[matrix];
            var y = new double[w.Length / x.Length];
            for (int row = 0; row < y.Length; row++)
            {
                for (int column = 0; column < x.Length; column++) y[row] += w[row * x.Length + column] * x[column];
            }

            return bias != null && tensors.TryGetValue(bias, out double[]? added) ? Sum(y, added) : y;
        }

        private double[] Norm(double[] x, string weight)
        {
            double root = Math.Sqrt(x.Average(value => value * value) + config.RmsNormEps);
            return x.Zip(tensors[weight], (value, w) => value / root * w).ToArray();
        }

        private double[] FeedForward(string block, double[] x)
        {
            double[] gate = Times(x, block + "ffn_gate.weight"), up = Times(x, block + "ffn_up.weight");
            return Times(gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u).ToArray(), block + "ffn_down.weight");
        }

        private double[][] Attend(string block, double[][] x)
        {
            int d = config.HeadDim, shared = config.Heads / config.KeyValueHeads;
            double[][] values = x.Select(row => Times(row, block + "attn_v.weight", block + "attn_v.bias")).ToArray();
            double[][][] queries = Heads(block + "attn_q", x), keys = Heads(block + "attn_k", x);
            var attended = x.Select(_ => new double[config.Heads * d]).ToArray();
            for (int position = 0; position < x.Length; position++)
            {
                for (int head = 0; head < config.Heads; head++)
                {
                    double[] scores = Enumerable.Range(0, position + 1)
                        .Select(p => queries[position][head].Zip(keys[p][head / shared], (q, k) => q * k).Sum() / Math.Sqrt(d)).ToArray();
                    double most = scores.Max(), all = scores.Sum(score => Math.Exp(score - most));
                    for (int p = 0; p <= position; p++)
                    {
                        for (int i = 0; i < d; i++)
                            attended[position][head * d + i] += Math.Exp(scores[p] - most) / all * values[p][head / shared * d + i];
                    }
                }
            }

            return attended;
        }

        /// <summary>Queries or keys by position and head, with their positions turned in.</summary>
        private double[][][] Heads(string name, double[][] x) => x.Select((row, position) =>
            Chunks(Times(row, name + ".weight", name + ".bias")).Select(head =>
                Turn(tensors.ContainsKey(name + "_norm.weight") ? Norm(head, name + "_norm.weight") : head, position)).ToArray()).ToArray();

        private IEnumerable<double[]> Chunks(double[] row) => Enumerable.Range(0, row.Length / config.HeadDim)
            .Select(head => row.AsSpan(head * config.HeadDim, config.HeadDim).ToArray());

        private double[] Turn(double[] head, int position)
        {
            int d = head.Length;
            var turned = new double[d];
            for (int pair = 0; pair < d / 2; pair++)
            {
                (int a, int b) = config.Architecture == "llama" ? (2 * pair, 2 * pair + 1) : (pair, pair + d / 2);
                double factor = config.RopeFrequencyFactors.Count > 0 ? config.RopeFrequencyFactors[pair] : 1;
                double angle = position * Math.Pow(config.RopeTheta, -2.0 * pair / d) / factor;
                turned[a] = head[a] * Math.Cos(angle) - head[b] * Math.Sin(angle);
                turned[b] = head[a] * Math.Sin(angle) + head[b] * Math.Cos(angle);
            }

            return turned;
        }
    }
}
