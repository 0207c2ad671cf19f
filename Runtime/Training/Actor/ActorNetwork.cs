#nullable enable
using System;
using Repartee.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// What is the same for all weights of one architecture on one device: layout, rotary table and the kernels' constants. Read-only
    /// after construction; shared by the actor worker and the trainer thread.
    /// </summary>
    internal sealed class ActorNetwork : IDisposable
    {
        internal ActorNetwork(ActorConfig config, Device device)
        {
            config.Validate();
            Layout = new ActorLayout(config);
            Device = device;
            Rotary = new RotaryTable(config, device);
            Epsilon = config.RmsNormEps.ToScalar();
        }

        internal ActorLayout Layout { get; }

        internal ActorConfig Config => Layout.Config;

        internal Device Device { get; }

        internal RotaryTable Rotary { get; }

        /// <summary>
        /// Widths of batches are rounded up to a multiple of this. TorchScript specialises on shapes: on CUDA each new shape costs about
        /// 200 ms once (Documentation~/architecture.md, Kernels), on the CPU nothing worth a padded column.
        /// </summary>
        internal int WidthStep => Device.type == DeviceType.CUDA ? 32 : 1;

        /// <summary>Kept for the network's life: a temporary one could be finalized inside a native call.</summary>
        internal Scalar Epsilon { get; }

        /// <summary>The next multiple of <see cref="WidthStep"/>.</summary>
        internal int RoundWidth(int columns) => (columns + WidthStep - 1) / WidthStep * WidthStep;

        /// <summary>Likewise for the number of chosen tokens in a pass; the surplus has weight 0.</summary>
        internal int RoundCount(int tokens) => Device.type == DeviceType.CUDA ? (tokens + 255) / 256 * 256 : tokens;

        /// <inheritdoc/>
        public void Dispose()
        {
            Rotary.Dispose();
            Epsilon.Dispose();
        }
    }
}
