#nullable enable
using System;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Optimization
{
    /// <summary>AdamW over one arena: moments, step counts and the fused kernel. Owns its tensors; trainer thread.</summary>
    internal sealed class AdamW : IDisposable
    {
        private readonly ParameterArena arena;
        private readonly Tensor first;                                          // first moments (N)
        private readonly Tensor second;                                         // second moments (N)
        private readonly Group decayed;
        private readonly Group plain;
        private readonly Scalar beta1;
        private readonly Scalar beta2;
        private readonly Scalar epsilon;
        private readonly Scalar decay;
        private readonly Scalar noDecay;

        internal AdamW(ParameterArena arena, double beta1, double beta2, double epsilon, double weightDecay)
        {
            using var noGrad = no_grad();
            this.arena = arena;
            var gradient = arena.Gradient ?? throw new ArgumentException("Expected a trainable arena, but found a frozen one.", nameof(arena));
            var shape = new[] { arena.Layout.Count };
            first = zeros(shape, dtype: ScalarType.Float32, device: arena.Device);
            second = zeros(shape, dtype: ScalarType.Float32, device: arena.Device);
            var parts = Array.ConvertAll(new[] { arena.Flat, gradient, first, second }, arena.Groups);
            decayed = new Group(Array.ConvertAll(parts, part => part[0]), arena.Device);
            plain = new Group(Array.ConvertAll(parts, part => part[1]), arena.Device);
            this.beta1 = beta1.ToScalar();
            this.beta2 = beta2.ToScalar();
            this.epsilon = epsilon.ToScalar();
            decay = weightDecay.ToScalar();
            noDecay = 0.0.ToScalar();
        }

        /// <summary>Copies moments and steps out.</summary>
        /// <param name="reused">A state of this optimiser whose arrays are written over; null for new ones.</param>
        internal OptimizerState Capture(OptimizerState? reused = null) => new OptimizerState(
            Flat(first, reused?.First), Flat(second, reused?.Second), HostCopy.Floats(decayed.Steps[0])[0]);

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
            decayed.Steps[0].copy_(step);
            plain.Steps[0].copy_(step);
        }

        /// <summary>One step with the gradients that were clipped by <see cref="GradientClip"/>; they are zero afterwards.</summary>
        internal void Step(Tensor norm, double learningRate)
        {
            using var noGrad = no_grad();
            using var rate = learningRate.ToScalar();
            Step(decayed, norm, rate, decay);
            Step(plain, norm, rate, noDecay);
            arena.Changed();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            decayed.Dispose();
            plain.Dispose();
            first.Dispose();
            second.Dispose();
            foreach (var scalar in new[] { beta1, beta2, epsilon, decay, noDecay })
                scalar.Dispose();
        }

        private static float[] Flat(Tensor tensor, float[]? reused)
        {
            var values = reused ?? new float[tensor.NumberOfElements];
            HostCopy.Read(tensor, 0, values);
            return values;
        }

        private void Step(Group group, Tensor norm, Scalar rate, Scalar weightDecay) => KernelUnit.Shared.invoke(
            "adamw", group.Parameters, group.Gradients, group.First, group.Second, group.Steps, norm, rate, beta1, beta2, epsilon, weightDecay);

        /// <summary>Flat views of the parameters with one weight decay, each alone in the list that the kernel wants.</summary>
        private sealed class Group : IDisposable
        {
            internal Group(Tensor[] parts, Device device)
            {
                Parameters = new[] { parts[0] };
                Gradients = new[] { parts[1] };
                First = new[] { parts[2] };
                Second = new[] { parts[3] };
                Steps = new[] { zeros(Array.Empty<long>(), dtype: ScalarType.Float32, device: device) };
            }

            internal Tensor[] Parameters { get; }

            internal Tensor[] Gradients { get; }

            internal Tensor[] First { get; }

            internal Tensor[] Second { get; }

            internal Tensor[] Steps { get; }

            public void Dispose()
            {
                foreach (var list in new[] { Parameters, Gradients, First, Second, Steps })
                    list[0].Dispose();
            }
        }
    }
}
