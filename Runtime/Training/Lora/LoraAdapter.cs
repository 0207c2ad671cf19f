#nullable enable
using System;
using System.Linq;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using Repartee.Training.Weights;
using static TorchSharp.torch;

namespace Repartee.Training.Lora
{
    /// <summary>
    /// A low-rank adapter on a backbone (Hu et al. 2021, arXiv 2106.09685): W becomes W + s·BA. float32, as what is trained is. Owns its
    /// tensors, not the backbone.
    /// </summary>
    internal sealed class LoraAdapter : IDisposable
    {
        private readonly Tensor scale;
        private readonly Tensor dropout;                                        // scale and share that is kept
        private readonly Tensor none;

        internal LoraAdapter(ActorNetwork network, AdapterConfig config, bool trainable)
        {
            Network = network;
            Layout = new LoraLayout(network.Layout, config);
            Arena = trainable
                ? ParameterArena.Trainable(Layout.Parameters, network.Device)
                : ParameterArena.Frozen(Layout.Parameters, network.Device);
            scale = HostCopy.ToDevice(new[] { (float)config.Scale }, new long[] { 1 }, network.Device);
            dropout = HostCopy.ToDevice(new[] { (float)config.Scale, (float)(1.0 - config.Dropout) }, new long[] { 2 }, network.Device);
            none = zeros(new long[] { 0 }, dtype: ScalarType.Float32, device: network.Device);
            var index = Layout.Parameters.Slots.Select((slot, i) => (slot.Name, i)).ToDictionary(p => p.Name, p => p.i);
            var matrices = Layout.KernelOrder.Select(name => name is null ? none : Arena[index[name]]).ToArray();
            Kernel = matrices.Prepend(scale).ToArray();
            Placed = new PlacedWeights(Arena, Layout.KernelOrder, config.Scale);
            DroppingKernel = config.Dropout > 0 ? matrices.Prepend(dropout).ToArray() : Kernel;
        }

        internal ActorNetwork Network { get; }

        internal LoraLayout Layout { get; }

        internal ParameterArena Arena { get; }

        /// <summary>The adapter in the kernels' order: 1 + 11 tensors a layer.</summary>
        internal Tensor[] Kernel { get; }

        /// <summary>The same by their places, the scale beside.</summary>
        internal PlacedWeights Placed { get; }

        /// <summary>The same with the configuration's dropout, for supervised training; equal to <see cref="Kernel"/> without any.</summary>
        internal Tensor[] DroppingKernel { get; }

        /// <summary>A uniform in ±1/√in and B zero, as PEFT does: a fresh adapter changes nothing.</summary>
        internal void Initialize(ulong seed)
        {
            var values = new float[Layout.Parameters.Count];
            ulong draw = 0;
            foreach (var slot in Layout.Parameters.Slots.Where(s => s.Name.EndsWith(".a", StringComparison.Ordinal)))
            {
                double bound = 1.0 / Math.Sqrt(slot.Shape[1]);
                foreach (ref float value in values.AsSpan((int)slot.Offset, (int)slot.Count))
                    value = (float)(bound * (2.0 * CounterRandom.Uniform(seed, draw++) - 1.0));
            }

            Arena.Load(values);
        }

        /// <summary>A frozen copy.</summary>
        internal LoraAdapter Copy()
        {
            var copy = new LoraAdapter(Network, Layout.Config, trainable: false);
            copy.Arena.CopyFrom(Arena);
            return copy;
        }

        /// <summary>Makes frozen weights those of the backbone with this adapter in them.</summary>
        internal void Merge(ActorWeights backbone, ActorWeights merged)
        {
            merged.Arena.CopyFrom(backbone.Arena);
            using var noGrad = no_grad();
            foreach (var matrix in Layout.Merges)
            {
                using var scope = NewDisposeScope();
                var weight = View(merged.Arena.Flat, matrix.Weight, matrix.Outputs, matrix.Inputs);
                var a = View(Arena.Flat, matrix.A, Layout.Config.Rank, matrix.Inputs);
                var b = View(Arena.Flat, matrix.B, matrix.Outputs, Layout.Config.Rank);
                KernelUnit.Shared.invoke("merge", weight, a, b, scale);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Arena.Dispose();
            scale.Dispose();
            dropout.Dispose();
            none.Dispose();
        }

        private static Tensor View(Tensor flat, long first, long rows, long columns)
        {
            using var part = flat.narrow(0, first, rows * columns);
            return part.view(rows, columns);
        }
    }
}
