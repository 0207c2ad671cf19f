#nullable enable
using System;
using System.Linq;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// An actor's weights on a device, ready for the kernels. Owns its tensors. The learner's are trainable and belong to the trainer
    /// thread; published ones are frozen copies and belong to the actor worker.
    /// </summary>
    internal sealed class ActorWeights : IDisposable
    {
        private readonly Tensor none;

        internal ActorWeights(ActorLayout layout, Device device, bool trainable)
        {
            Layout = layout;
            Arena = new ParameterArena(layout.Parameters, device, trainable);
            none = zeros(new long[] { 0 }, dtype: ScalarType.Float32, device: device);
            var index = layout.Parameters.Slots.Select((slot, i) => (slot.Name, i)).ToDictionary(p => p.Name, p => p.i);
            Kernel = layout.KernelOrder().Select(name => name is null ? none : Arena[index[name]]).ToArray();
        }

        internal ActorLayout Layout { get; }

        internal ParameterArena Arena { get; }

        /// <summary>The weights in the kernels' order: 3 + 9 tensors a layer.</summary>
        internal Tensor[] Kernel { get; }

        /// <summary>A frozen copy on the same device.</summary>
        internal ActorWeights Copy()
        {
            var copy = new ActorWeights(Layout, Arena.Device, trainable: false);
            copy.Arena.CopyFrom(Arena);
            return copy;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Arena.Dispose();
            none.Dispose();
        }
    }
}
