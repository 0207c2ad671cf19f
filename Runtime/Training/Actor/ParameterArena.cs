#nullable enable
using System;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// The parameters of one network as one flat tensor and named views into it. What is trained is float32, whatever the computation's
    /// type; frozen copies have that type. Owns its tensors; one thread at a time.
    /// </summary>
    internal sealed class ParameterArena : IDisposable
    {
        /// <summary>Elements that are converted at a time on their way in or out: 16 MiB of float32.</summary>
        internal const int ChunkElements = 1 << 22;

        private readonly Tensor[] views;

        private ParameterArena(ParameterLayout layout, Device device, ScalarType type, bool trainable)
        {
            Layout = layout;
            Device = device;
            using var noGrad = no_grad();
            Flat = zeros(new[] { layout.Count }, dtype: type, device: device);                // (N)
            Gradient = trainable ? zeros(new[] { layout.Count }, dtype: type, device: device) : null;
            views = new Tensor[layout.Slots.Count];
            for (int i = 0; i < views.Length; i++)
                views[i] = View(layout.Slots[i]);
        }

        internal ParameterLayout Layout { get; }

        internal Device Device { get; }

        /// <summary>Counts changes, so that copies know when they are old.</summary>
        internal long Version { get; private set; }

        /// <summary>All parameters (N). Who writes to it says so by <see cref="Changed"/>.</summary>
        internal Tensor Flat { get; }

        /// <summary>All gradients (N), accumulated in place by <c>backward</c>; null where nothing is trained.</summary>
        internal Tensor? Gradient { get; }

        /// <summary>The view of the slot at this index of <see cref="ParameterLayout.Slots"/>.</summary>
        internal Tensor this[int slot] => views[slot];

        /// <summary>Trainable parameters, float32, with gradients.</summary>
        internal static ParameterArena Trainable(ParameterLayout layout, Device device) =>
            new ParameterArena(layout, device, ScalarType.Float32, trainable: true);

        /// <summary>Parameters that nobody trains.</summary>
        internal static ParameterArena Frozen(ParameterLayout layout, Device device, ScalarType type = ScalarType.Float32) =>
            new ParameterArena(layout, device, type, trainable: false);

        /// <summary>The parameters are others now.</summary>
        internal void Changed() => Version++;

        /// <summary>Copies host values in; their number must be the arena's.</summary>
        internal void Load(float[] values)
        {
            if (values.LongLength != Layout.Count)
                throw new ArgumentException($"Expected {Layout.Count} parameters, but found {values.LongLength}.", nameof(values));
            using var noGrad = no_grad();
            using var host = from_array(values);
            Flat.copy_(host);
            Changed();
        }

        /// <summary>Copies some host values in, from element <paramref name="first"/> on, converted to the arena's type.</summary>
        internal void Write(long first, float[] values, int count)
        {
            using var noGrad = no_grad();
            using var host = from_array(values);
            using var part = host.narrow(0, 0, count);
            using var place = Flat.narrow(0, first, count);
            place.copy_(part);
            Changed();
        }

        /// <summary>Copies some values out, from element <paramref name="first"/> on, as float32.</summary>
        internal void Read(long first, Span<float> destination) => HostCopy.Read(Flat, first, destination);

        /// <summary>Some values where they lie: float32 on the CPU only. Valid until they are written or the arena is disposed.</summary>
        internal ReadOnlySpan<float> Host(long first, int count) => HostCopy.Lying(Flat, first, count);

        /// <summary>Copies another arena of the same layout in, on the device, converted to this one's type.</summary>
        internal void CopyFrom(ParameterArena other)
        {
            using var noGrad = no_grad();
            Flat.copy_(other.Flat);
            Changed();
        }

        /// <param name="reused">Receives them where it is given; of their number.</param>
        internal float[] ToArray(float[]? reused = null)
        {
            var values = reused ?? new float[Layout.Count];
            Read(0, values);
            return values;
        }

        /// <summary>Sets all gradients to zero.</summary>
        internal void ClearGradient()
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();                                // zero_ returns a second object for the same tensor
            Gradient?.zero_();
        }

        /// <summary>[decayed, not decayed] parts of a flat tensor of this layout; the caller disposes them.</summary>
        internal Tensor[] Groups(Tensor flat) => new[]
        {
            flat.narrow(0, 0, Layout.DecayedCount),
            flat.narrow(0, Layout.DecayedCount, Layout.Count - Layout.DecayedCount),
        };

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var view in views)
                view.Dispose();
            Gradient?.Dispose();
            Flat.Dispose();
        }

        private Tensor View(ParameterSlot slot)
        {
            using var part = Flat.narrow(0, slot.Offset, slot.Count);
            using var shaped = part.view(slot.Shape);
            var leaf = shaped.detach();                                         // a leaf that shares the arena's memory
            if (Gradient is null)
                return leaf;
            leaf.requires_grad = true;
            using var gradientPart = Gradient.narrow(0, slot.Offset, slot.Count);
            using var gradient = gradientPart.view(slot.Shape);
            leaf.grad = gradient;                                               // autograd adds into it in place
            return leaf;
        }
    }
}
