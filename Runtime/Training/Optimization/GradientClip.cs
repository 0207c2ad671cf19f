#nullable enable
using System;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Optimization
{
    /// <summary>Scales gradients to a joint norm.</summary>
    internal sealed class GradientClip : IDisposable
    {
        private readonly Tensor[] gradients;
        private readonly Scalar maxNorm;

        internal GradientClip(double maxNorm, params ParameterArena[] arenas)
        {
            gradients = Array.ConvertAll(arenas, a => a.Gradient ?? throw new ArgumentException("Expected trainable arenas.", nameof(arenas)));
            this.maxNorm = maxNorm.ToScalar();
        }

        /// <summary>Norm before the clip, a tensor on the device that the caller disposes.</summary>
        internal Tensor Apply()
        {
            using var noGrad = no_grad();
            return (Tensor)KernelUnit.Shared.invoke("clip_gradients", gradients, maxNorm)!;
        }

        /// <inheritdoc/>
        public void Dispose() => maxNorm.Dispose();
    }
}
