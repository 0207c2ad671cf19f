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
        internal RotaryTable(ActorConfig config, Device device)
        {
            int half = config.HeadDim / 2, rows = config.MaxPositions;
            var cos = new float[rows * config.HeadDim];
            var sin = new float[rows * config.HeadDim];
            for (int p = 0; p < rows; p++)
            {
                for (int i = 0; i < half; i++)
                {
                    double angle = p * Math.Pow(config.RopeTheta, -2.0 * i / config.HeadDim);
                    int at = p * config.HeadDim + i;
                    cos[at] = cos[at + half] = (float)Math.Cos(angle);
                    sin[at] = sin[at + half] = (float)Math.Sin(angle);
                }
            }

            var shape = new long[] { rows, config.HeadDim };
            Cos = HostCopy.ToDevice(cos, shape, device);
            Sin = HostCopy.ToDevice(sin, shape, device);
        }

        /// <summary>(positions, d) float32.</summary>
        internal Tensor Cos { get; }

        /// <summary>(positions, d) float32.</summary>
        internal Tensor Sin { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            Cos.Dispose();
            Sin.Dispose();
        }
    }
}
