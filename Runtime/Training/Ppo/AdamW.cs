#nullable enable
using System;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Ppo
{
    /// <summary>AdamW over one arena: moments, step counts and the fused kernel. Owns its tensors; trainer thread.</summary>
    internal sealed class AdamW : IDisposable
    {
        private readonly Tensor first;                                          // first moments (N)
        private readonly Tensor second;                                         // second moments (N)
        private readonly Tensor[] parameters;
        private readonly Tensor[] gradients;
        private readonly Tensor[] firstMoments;
        private readonly Tensor[] secondMoments;
        private readonly Tensor[] steps;
        private readonly Scalar beta1;
        private readonly Scalar beta2;
        private readonly Scalar epsilon;
        private readonly Scalar decay;

        internal AdamW(ParameterArena arena, double beta1, double beta2, double epsilon, double weightDecay)
        {
            using var noGrad = no_grad();
            var gradient = arena.Gradient ?? throw new ArgumentException("Expected a trainable arena, but found a frozen one.", nameof(arena));
            var shape = new[] { arena.Layout.Count };
            first = zeros(shape, dtype: ScalarType.Float32, device: arena.Device);
            second = zeros(shape, dtype: ScalarType.Float32, device: arena.Device);
            parameters = arena.Groups(arena.Flat);
            gradients = arena.Groups(gradient);
            firstMoments = arena.Groups(first);
            secondMoments = arena.Groups(second);
            steps = new[]
            {
                zeros(Array.Empty<long>(), dtype: ScalarType.Float32, device: arena.Device),
                zeros(Array.Empty<long>(), dtype: ScalarType.Float32, device: arena.Device),
            };
            this.beta1 = beta1.ToScalar();
            this.beta2 = beta2.ToScalar();
            this.epsilon = epsilon.ToScalar();
            decay = weightDecay.ToScalar();
        }

        /// <summary>Copies moments and steps out.</summary>
        internal OptimizerState Capture() =>
            new OptimizerState(HostCopy.Floats(first), HostCopy.Floats(second), HostCopy.Floats(steps[0])[0]);

        /// <summary>Copies moments and steps back in.</summary>
        internal void Restore(OptimizerState state)
        {
            using var noGrad = no_grad();
            using var firstHost = from_array(state.First);
            using var secondHost = from_array(state.Second);
            using var stepHost = from_array(new[] { state.Steps });
            using var step = stepHost.view(Array.Empty<long>());
            first.copy_(firstHost);
            second.copy_(secondHost);
            foreach (var count in steps)
                count.copy_(step);
        }

        /// <summary>One step with the gradients that were clipped by <see cref="GradientClip"/>; they are zero afterwards.</summary>
        internal void Step(Tensor norm, double learningRate)
        {
            using var noGrad = no_grad();
            using var rate = learningRate.ToScalar();
            KernelUnit.Shared.invoke("adamw", parameters, gradients, firstMoments, secondMoments, steps, norm, rate, beta1, beta2, epsilon, decay);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var group in new[] { parameters, gradients, firstMoments, secondMoments, steps })
            {
                foreach (var tensor in group)
                    tensor.Dispose();
            }

            first.Dispose();
            second.Dispose();
            foreach (var scalar in new[] { beta1, beta2, epsilon, decay })
                scalar.Dispose();
        }
    }

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
