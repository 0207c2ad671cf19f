#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Training.Cuda;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// What a learning pass writes down: for each layer what its way back needs, and what all layers share. Made for the largest pass so far;
    /// with checkpointing, and where nothing is kept, the layers share one set too. Owns it.
    /// </summary>
    internal sealed class TrunkBuffers : IDisposable
    {
        private readonly ActorNetwork network;
        private readonly DeviceAddress addresses;
        private readonly List<IDisposable> owned = new List<IDisposable>();
        private readonly List<IntPtr> inputs = new List<IntPtr>();              // of each layer, and of the final norm: (T,D) float32
        private readonly List<LayerBuffers> layers = new List<LayerBuffers>();
        private Tensor? attendedGradient;                                       // (T,H,d)
        private int tokens;
        private int ranks;
        private bool shared;
        private bool turning;

        internal TrunkBuffers(ActorNetwork network, DeviceAddress addresses)
        {
            this.network = network;
            this.addresses = addresses;
        }

        /// <summary>(T,D) float32: the residual stream's gradient.</summary>
        internal IntPtr Gradient { get; private set; }

        /// <summary>(T,D) elements: the same, rounded.</summary>
        internal IntPtr Elements { get; private set; }

        /// <summary>(T,D) elements: the gradient at a norm's output.</summary>
        internal IntPtr Normed { get; private set; }

        /// <summary>(T,F) elements.</summary>
        internal IntPtr Gated { get; private set; }

        /// <summary>(T,F) elements.</summary>
        internal IntPtr GatedGradient { get; private set; }

        /// <summary>(T,H d) elements.</summary>
        internal IntPtr AttendedGradient { get; private set; }

        /// <summary>(T) float32.</summary>
        internal IntPtr Scales { get; private set; }

        /// <summary>Makes room; what was written down before is lost.</summary>
        /// <param name="wanted">Tokens.</param>
        /// <param name="keep">Whether a way back follows.</param>
        /// <param name="checkpoint">Whether it computes layers again.</param>
        /// <param name="rank">Of low-rank products; 0 without.</param>
        internal void Reserve(int wanted, bool keep, bool checkpoint, int rank)
        {
            int sets = keep && !checkpoint ? network.Config.Layers : 1, streams = keep ? network.Config.Layers + 1 : 2;
            if (wanted > tokens || rank > ranks || sets > layers.Count || streams > inputs.Count)
                Make(Math.Max(wanted, tokens), Math.Max(sets, layers.Count), Math.Max(streams, inputs.Count), Math.Max(rank, ranks));
            shared = sets == 1;
            turning = !keep;
            foreach (var layer in layers)
                layer.UseRank(rank);
        }

        /// <summary>Input of a layer, and of the final norm after all of them.</summary>
        internal IntPtr Input(int layer) => inputs[turning ? layer % 2 : layer];

        internal LayerBuffers Of(int layer) => layers[shared ? 0 : layer];

        internal Tensor AttendedGradientTensor(int count) => attendedGradient!.narrow(0, 0, count);

        /// <summary>Frees what attention kept.</summary>
        internal void Forget()
        {
            foreach (var layer in layers)
                layer.Forget();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var part in owned)
                part.Dispose();
            owned.Clear();
            inputs.Clear();
            layers.Clear();
        }

        private void Make(int count, int sets, int streams, int rank)
        {
            Dispose();
            var config = network.Config;
            int d = config.HiddenSize, f = config.IntermediateSize, q = config.Heads * config.HeadDim;
            for (int i = 0; i < streams; i++)
                inputs.Add(Buffer(4L * count * d));
            var rankGradient = Buffer(2L * count * 3 * rank);
            for (int i = 0; i < sets; i++)
                layers.Add(new LayerBuffers(network, addresses, count, rank, rankGradient, Buffer, owned));
            Gradient = Buffer(4L * count * d);
            Elements = Buffer(2L * count * d);
            Normed = Buffer(2L * count * d);
            Gated = Buffer(2L * count * f);
            GatedGradient = Buffer(2L * count * f);
            Scales = Buffer(4L * count);
            attendedGradient = empty(new long[] { count, config.Heads, config.HeadDim }, dtype: ScalarType.BFloat16, device: network.Device)
                .DetachFromDisposeScope();
            owned.Add(attendedGradient);
            AttendedGradient = addresses.Of(attendedGradient);
            (tokens, ranks) = (count, rank);
        }

        private IntPtr Buffer(long bytes)
        {
            var buffer = new DeviceBuffer(addresses, network.Device, bytes);
            owned.Add(buffer);
            return buffer.Address;
        }
    }
}
