#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Training.Actor;
using Repartee.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Parity
{
    /// <summary>
    /// A small checkpoint with random weights that transformers wrote, four prompts of 1, 5, 11 and 17 tokens, and what transformers
    /// answers (Tests/Fixtures~/README.md). It has no tokenizer: prompts are ids.
    /// </summary>
    internal sealed class FixtureCheckpoint
    {
        /// <summary>Largest difference of logits and log-probabilities in float32 that rounding explains.</summary>
        internal const double Tolerance = 1e-4;

        internal static readonly string[] Names =
        {
            "llama-gqa1-untied-sharded", "llama-gqa4-tied-rope3", "mistral-gqa4-untied", "qwen2-gqa8-tied", "qwen3-gqa4-untied",
        };

        internal FixtureCheckpoint(string name)
        {
            Folder = FixtureFolder.Checkpoint(name);
            Config = ActorConfig.Load(Folder);
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json")));
            var root = json.RootElement;
            Prompts = root.GetProperty("prompts").Deserialize<int[][]>()!;
            Greedy = root.GetProperty("greedy").Deserialize<int[][]>()!;
            GreedyLogProbs = root.GetProperty("greedy_logprobs").Deserialize<float[][]>()!;
        }

        internal string Folder { get; }

        internal ActorConfig Config { get; }

        internal int[][] Prompts { get; }

        /// <summary>The 64 likeliest next tokens of each prompt, one after the other.</summary>
        internal int[][] Greedy { get; }

        internal float[][] GreedyLogProbs { get; }

        /// <summary>What transformers answers to each prompt: <c>logits</c> (T·V) or <c>bf16_logits</c> (T·V).</summary>
        internal float[][] Expected(string kind) => ExpectedIn(Folder, kind, Prompts.Length);

        /// <summary>Likewise, of the adapter in a folder.</summary>
        internal static float[][] ExpectedIn(string folder, string kind, int prompts)
        {
            using var file = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
            return Enumerable.Range(0, prompts).Select(i =>
            {
                var values = new float[file.Entries[$"{kind}.{i}"].Elements];
                file.ReadFloat32($"{kind}.{i}", values);
                return values;
            }).ToArray();
        }

        internal ActorNetwork Network(ScalarType type = ScalarType.Float32) => new ActorNetwork(Config, CPU, type);

        /// <summary>The weights in the arena's order.</summary>
        internal float[] Values(ActorLayout layout) => ValuesIn(Folder, layout);

        internal static float[] ValuesIn(string folder, ActorLayout layout)
        {
            using var weights = CheckpointWeights.Open(folder);
            weights.Require(layout.Checkpoint.Select(t => (t.Name, t.Shape)).ToArray());
            var values = new float[layout.Parameters.Count];
            foreach (var tensor in layout.Checkpoint)
                weights.ReadFloat32(tensor.Name, 0, values.AsSpan((int)tensor.Offset, (int)tensor.Count));
            return values;
        }

        internal ActorWeights Weights(ActorNetwork network) => Weights(network, Values(network.Layout));

        internal static ActorWeights Weights(ActorNetwork network, float[] values)
        {
            var weights = ActorWeights.Frozen(network);
            weights.Arena.Load(values);
            return weights;
        }

        /// <summary>
        /// Largest difference to transformers: of the logits of each prompt, and of the log-probabilities of its continuation read in
        /// one pass of up to 81 tokens.
        /// </summary>
        internal double Gap(Policy policy)
        {
            double gap = ForwardPass.Gap(Prompts.Select(p => ForwardPass.Logits(policy, p)[0]).ToArray(), Expected("logits"));
            for (int i = 0; i < Prompts.Length; i++)
            {
                var found = ForwardPass.LogProbs(policy, Prompts[i], Greedy[i]);
                gap = Math.Max(gap, ForwardPass.Gap(new[] { found }, new[] { GreedyLogProbs[i] }));
            }

            return gap;
        }
    }
}
