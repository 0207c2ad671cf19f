#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Weights;
using static TorchSharp.torch;

namespace Repartee.Training.Lora
{
    /// <summary>
    /// Several frozen adapters on one backbone, so that each row of a batch may have its own: one product with the backbone for all rows, and
    /// a small one a row for its adapter. Ranks and target modules may differ; what one lacks is zeros. Number 0 is no adapter. Owns its
    /// tensors.
    /// </summary>
    internal sealed class AdapterStack : IDisposable
    {
        private readonly Tensor[] stacked;                                      // in the kernels' order: [scale], then (n,...) each, or empty
        private readonly Device device;

        /// <param name="network">The backbone's.</param>
        /// <param name="folders">Adapters in PEFT's format; number i + 1 is the i-th.</param>
        internal AdapterStack(ActorNetwork network, IReadOnlyList<string> folders)
        {
            device = network.Device;
            var own = folders.Select(folder => new LoraLayout(network.Layout, AdapterConfigFile.Load(folder))).ToList();
            int rank = own.Max(layout => layout.Config.Rank);
            var targets = AdapterConfig.AllModules.Where(module => own.Any(layout => layout.Config.TargetModules.Contains(module))).ToArray();
            var config = new AdapterConfig { Rank = rank, Alpha = rank, TargetModules = targets };           // scale 1
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var adapters = new List<LoraAdapter> { new LoraAdapter(network, config, trainable: false) };
            for (int i = 0; i < own.Count; i++)
            {
                adapters.Add(new LoraAdapter(network, config, trainable: false));
                adapters[i + 1].Arena.Load(Padded(LoraFile.Read(folders[i], own[i]), own[i], adapters[i + 1].Layout));
            }

            stacked = Enumerable.Range(0, adapters[0].Kernel.Length).Select(k =>
            {
                var first = adapters[0].Kernel[k];
                bool shared = k == 0 || first.numel() == 0;                     // the scale, and projections without adapter
                return (shared ? first.clone() : stack(adapters.Select(a => a.Kernel[k])).to(network.Type)).MoveToOuterDisposeScope();
            }).ToArray();
        }

        /// <summary>The adapter list of a batch in the kernels' order; the tensors live in the caller's dispose scope.</summary>
        /// <param name="numbers">One a row.</param>
        internal Tensor[] Rows(IEnumerable<int> numbers)
        {
            var rows = numbers.Select(n => (long)n).ToArray();
            var index = HostCopy.ToDevice(rows, new long[] { rows.Length }, device);
            return stacked.Select((tensor, k) => k == 0 || tensor.numel() == 0 ? tensor : tensor.index_select(0, index)).ToArray();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var tensor in stacked)
                tensor.Dispose();
        }

        /// <summary>An adapter's numbers in a layout of at least its rank and target modules, its scale taken into B.</summary>
        private static float[] Padded(float[] values, LoraLayout from, LoraLayout to)
        {
            var padded = new float[to.Parameters.Count];
            var places = to.Checkpoint.ToDictionary(t => t.Name);
            float scale = (float)from.Config.Scale;
            foreach (var tensor in from.Checkpoint)
            {
                var place = places[tensor.Name];
                bool isB = tensor.Name.EndsWith("B.weight", StringComparison.Ordinal);
                for (int row = 0; row < tensor.Shape[0]; row++)
                {
                    var source = values.AsSpan((int)(tensor.Offset + row * tensor.Shape[1]), (int)tensor.Shape[1]);
                    var destination = padded.AsSpan((int)(place.Offset + row * place.Shape[1]), source.Length);
                    for (int column = 0; column < source.Length; column++)
                        destination[column] = isB ? scale * source[column] : source[column];
                }
            }

            return padded;
        }
    }
}
