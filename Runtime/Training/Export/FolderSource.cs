#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Weights;

namespace Repartee.Training.Export
{
    /// <summary>
    /// The weights of an actor's folder, read part by part; where an adapter lies on them, merged as W + scale · (B · A) in float32.
    /// Needs no libtorch. Dispose it.
    /// </summary>
    internal sealed class FolderSource : IActorSource, IDisposable
    {
        private readonly CheckpointWeights weights;
        private readonly CancellationToken cancellation;
        private readonly Dictionary<string, MergedMatrix> merges = new Dictionary<string, MergedMatrix>();
        private readonly float[] adapter = Array.Empty<float>();
        private readonly int rank;
        private readonly float scale;
        private float[] sum = Array.Empty<float>();

        /// <param name="folder">The actor.</param>
        /// <param name="cancellation">Ends <see cref="Read"/> with an <see cref="OperationCanceledException"/>.</param>
        /// <exception cref="System.IO.InvalidDataException">The adapter does not fit.</exception>
        internal FolderSource(ActorFolder folder, CancellationToken cancellation = default)
        {
            this.cancellation = cancellation;
            if (LoraFile.ConfigFor(folder, null) is AdapterConfig config)
            {
                var layout = new ActorLayout(folder.Config);
                var lora = new LoraLayout(layout, config);
                adapter = LoraFile.Read(folder.AdapterPath!, lora);
                (rank, scale) = (config.Rank, (float)config.Scale);
                var names = layout.Checkpoint.ToDictionary(tensor => tensor.Offset, tensor => tensor.Name);
                foreach (var merge in lora.Merges)
                    merges.Add(names[merge.Weight], merge);
            }

            weights = CheckpointWeights.Open(folder.Path);
        }

        /// <inheritdoc/>
        public void Read(string name, long first, Span<float> destination)
        {
            cancellation.ThrowIfCancellationRequested();
            weights.ReadFloat32(name, first, destination);
            if (!merges.TryGetValue(name, out var merge))
                return;
            while (destination.Length > 0)
            {
                int row = (int)(first / merge.Inputs), column = (int)(first % merge.Inputs);
                int count = Math.Min(merge.Inputs - column, destination.Length);
                AddRow(merge, row, column, destination.Slice(0, count));
                destination = destination.Slice(count);
                first += count;
            }
        }

        /// <inheritdoc/>
        public void Dispose() => weights.Dispose();

        private void AddRow(MergedMatrix merge, int row, int column, Span<float> destination)
        {
            if (sum.Length < merge.Inputs)
                sum = new float[merge.Inputs];
            var product = sum.AsSpan(0, destination.Length);
            product.Clear();
            for (int r = 0; r < rank; r++)
            {
                var a = adapter.AsSpan((int)(merge.A + (long)r * merge.Inputs + column), product.Length);
                AddScaled(adapter[merge.B + (long)row * rank + r], a, product);
            }

            AddScaled(scale, product, destination);
        }

        private static void AddScaled(float factor, ReadOnlySpan<float> values, Span<float> destination)
        {
            var many = MemoryMarshal.Cast<float, Vector<float>>(values);
            var into = MemoryMarshal.Cast<float, Vector<float>>(destination);
            for (int i = 0; i < many.Length; i++)
                into[i] += factor * many[i];
            for (int i = many.Length * Vector<float>.Count; i < values.Length; i++)
                destination[i] += factor * values[i];
        }
    }
}
