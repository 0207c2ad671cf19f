#nullable enable
using System;
using Repartee.Training.Cuda;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>Where a pass finds its weights, their gradients and its rows.</summary>
    internal sealed class TrunkView
    {
        private const int ElementBytes = 2;

        private readonly PlacedWeights weights;
        private readonly PlacedWeights? adapter;
        private readonly IntPtr weightElements, weightGradients, adapterElements, adapterGradients;

        internal TrunkView(
            DeviceAddress addresses, Tensor weightElements, PlacedWeights weights, Tensor? adapterElements, PlacedWeights? adapter, FlatRows rows)
        {
            (this.weights, this.adapter, Rows) = (weights, adapter, rows);
            this.weightElements = addresses.Of(weightElements);
            weightGradients = AddressOf(addresses, weights.Arena.Gradient);
            this.adapterElements = AddressOf(addresses, adapterElements);
            adapterGradients = AddressOf(addresses, adapter?.Arena.Gradient);
            (Ids, At) = (addresses.Of(rows.Ids), addresses.Of(rows.At));
        }

        internal FlatRows Rows { get; }

        internal IntPtr Ids { get; }

        internal IntPtr At { get; }

        internal bool HasAdapter => adapter != null;

        /// <summary>Of the low-rank products.</summary>
        internal float Scale => adapter?.Scale ?? 0f;

        /// <summary>A weight as elements, by its number in the kernels' order; zero where the architecture lacks it.</summary>
        internal IntPtr Weight(int number) => Place(weightElements, weights.Offsets[number], ElementBytes);

        /// <summary>Its gradient, float32; zero where it does not learn.</summary>
        internal IntPtr WeightGradient(int number) => Place(weightGradients, weights.Offsets[number], sizeof(float));

        /// <summary>A matrix of the adapter; zero where a projection has none.</summary>
        internal IntPtr Low(int number) => Place(adapterElements, adapter!.Offsets[number], ElementBytes);

        internal IntPtr LowGradient(int number) => Place(adapterGradients, adapter!.Offsets[number], sizeof(float));

        private static IntPtr AddressOf(DeviceAddress addresses, Tensor? tensor) => tensor is null ? IntPtr.Zero : addresses.Of(tensor);

        private static IntPtr Place(IntPtr first, long offset, int bytes) =>
            first == IntPtr.Zero || offset < 0 ? IntPtr.Zero : (IntPtr)((long)first + offset * bytes);
    }
}
