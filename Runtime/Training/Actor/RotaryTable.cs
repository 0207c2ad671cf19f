#nullable enable
using System;
using Repartee.Training.Weights;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// Cosines and sines of the rotary position embedding (Su et al. 2021, arXiv 2104.09864, in the half-split layout of Hugging Face's
    /// Llama): angle(p, i) = p · theta^(−2i/d), i = 0..d/2−1, each used for columns i and i + d/2. Computed in double precision.
    /// </summary>
    internal sealed class RotaryTable : IDisposable
    {
        private const long MaxElements = 1L << 28;                              // a million positions; 2 GiB for a moment

        internal RotaryTable(ActorConfig config, Device device, ScalarType type)
        {
            int half = config.HeadDim / 2, rows = config.MaxPositions;
            if ((long)rows * config.HeadDim > MaxElements)
            {
                throw new ArgumentException(
                    $"Expected max_position_embeddings times head_dim of at most {MaxElements}, but found {rows} times {config.HeadDim}. Write a smaller " +
                    "max_position_embeddings into config.json: it bounds prompt and reply together.");
            }

            var frequencies = Frequencies(config);
            var cos = new float[rows * config.HeadDim];
            var sin = new float[rows * config.HeadDim];
            for (int p = 0; p < rows; p++)
            {
                for (int i = 0; i < half; i++)
                {
                    double angle = p * frequencies[i];
                    int at = p * config.HeadDim + i;
                    cos[at] = cos[at + half] = (float)Math.Cos(angle);
                    sin[at] = sin[at + half] = (float)Math.Sin(angle);
                }
            }

            var shape = new long[] { rows, config.HeadDim };
            Cos = Convert(cos, shape, device, type);
            Sin = Convert(sin, shape, device, type);
        }

        /// <summary>(positions, d), in the type of the computation.</summary>
        internal Tensor Cos { get; }

        /// <summary>(positions, d), in the type of the computation.</summary>
        internal Tensor Sin { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            Cos.Dispose();
            Sin.Dispose();
        }

        /// <summary>
        /// theta^(−2i/d), and where the actor was stretched over a longer context (Llama 3.1, "The Llama 3 Herd of Models", arXiv 2407.21783;
        /// rope_type llama3) those whose wavelength 2π/f exceeds original/low are divided by the factor, those below original/high stay, and
        /// between the two a straight line in original/wavelength leads from one to the other.
        /// </summary>
        private static double[] Frequencies(ActorConfig config)
        {
            var frequencies = new double[config.HeadDim / 2];
            for (int i = 0; i < frequencies.Length; i++)
            {
                double plain = Math.Pow(config.RopeTheta, -2.0 * i / config.HeadDim);
                frequencies[i] = plain;
                if (!(config.RopeScaling is Llama3RopeScaling scaling))
                    continue;
                double turns = scaling.OriginalMaxPositions * plain / (2.0 * Math.PI);               // in the original context
                double share = (turns - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
                share = Math.Min(1.0, Math.Max(0.0, share));
                frequencies[i] = share * plain + (1.0 - share) * plain / scaling.Factor;
            }

            return frequencies;
        }

        private static Tensor Convert(float[] values, long[] shape, Device device, ScalarType type)
        {
            using var single = HostCopy.ToDevice(values, shape, device);
            return single.to(type, copy: true);
        }
    }
}
