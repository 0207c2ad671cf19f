#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Lora
{
    /// <summary>Adapters with random numbers in A and B, so that they matter.</summary>
    internal static class TinyLora
    {
        internal static readonly IReadOnlyDictionary<string, string> Metadata = new Dictionary<string, string> { ["format"] = "pt" };

        /// <summary>Rank 3, scale 2, on these projections; on all for none.</summary>
        internal static AdapterConfig Config(params string[] modules) => new AdapterConfig
        {
            Rank = 3,
            Alpha = 6,
            TargetModules = modules.Length == 0 ? AdapterConfig.AllModules : modules,
        };

        /// <summary>N(0, 0.2²) everywhere.</summary>
        internal static float[] Values(LoraLayout layout, ulong seed)
        {
            var values = new float[layout.Parameters.Count];
            NormalNumbers.Fill(values, 0.2, seed);
            return values;
        }

        internal static LoraAdapter Adapter(ActorNetwork network, AdapterConfig config, ulong seed, bool trainable = false)
        {
            var adapter = new LoraAdapter(network, config, trainable);
            adapter.Arena.Load(Values(adapter.Layout, seed));
            return adapter;
        }

        /// <summary>The backbone with the adapter in it, by the production code; the caller owns it.</summary>
        internal static ActorWeights Merge(LoraAdapter adapter, ActorWeights backbone)
        {
            var merged = ActorWeights.Frozen(backbone.Network);
            adapter.Merge(backbone, merged);
            return merged;
        }

        /// <summary>
        /// The backbone's numbers with s·BA added to each projection that has an adapter, in double precision and found by its name in the
        /// two files' formats alone.
        /// </summary>
        internal static float[] Merged(ActorLayout layout, float[] backbone, LoraLayout adapter, float[] values)
        {
            var merged = (float[])backbone.Clone();
            var matrices = adapter.Checkpoint.ToDictionary(t => t.Name);
            foreach (var tensor in layout.Checkpoint)
            {
                string name = "base_model.model." + tensor.Name.Replace(".weight", "");
                if (!matrices.TryGetValue(name + ".lora_A.weight", out var a))
                    continue;
                var b = matrices[name + ".lora_B.weight"];
                long outputs = tensor.Shape[0], inputs = tensor.Shape[1], rank = a.Shape[0];
                for (long row = 0; row < outputs; row++)
                {
                    for (long column = 0; column < inputs; column++)
                    {
                        double sum = 0;
                        for (long r = 0; r < rank; r++)
                            sum += (double)values[b.Offset + row * rank + r] * values[a.Offset + r * inputs + column];
                        merged[tensor.Offset + row * inputs + column] += (float)(adapter.Config.Scale * sum);
                    }
                }
            }

            return merged;
        }
    }
}
