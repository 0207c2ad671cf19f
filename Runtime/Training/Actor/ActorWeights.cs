#nullable enable
using System;
using System.Linq;
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

        private ActorWeights(ActorNetwork network, ParameterArena arena)
        {
            Network = network;
            Arena = arena;
            none = zeros(new long[] { 0 }, dtype: ScalarType.Float32, device: network.Device);
            var index = Layout.Parameters.Slots.Select((slot, i) => (slot.Name, i)).ToDictionary(p => p.Name, p => p.i);
            Placed = new PlacedWeights(arena, Layout.KernelOrder());
            Kernel = Layout.KernelOrder().Select(name => name is null ? none : Arena[index[name]]).ToArray();
        }

        internal ActorNetwork Network { get; }

        internal ActorLayout Layout => Network.Layout;

        internal ParameterArena Arena { get; }

        /// <summary>The weights in the kernels' order: 3 + 9 tensors a layer.</summary>
        internal Tensor[] Kernel { get; }

        /// <summary>The same by their places.</summary>
        internal PlacedWeights Placed { get; }

        /// <summary>Zeros to be trained: float32 masters with gradients.</summary>
        internal static ActorWeights Trainable(ActorNetwork network) =>
            new ActorWeights(network, ParameterArena.Trainable(network.Layout.Parameters, network.Device));

        /// <summary>Zeros in the type of the network's computation.</summary>
        internal static ActorWeights Frozen(ActorNetwork network) =>
            new ActorWeights(network, ParameterArena.Frozen(network.Layout.Parameters, network.Device, network.Type));

        /// <summary>A frozen copy on the same device, in the type of the computation.</summary>
        internal ActorWeights Copy()
        {
            var copy = Frozen(Network);
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
