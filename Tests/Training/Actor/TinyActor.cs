#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.Tests.Actor
{
    /// <summary>A network small enough to check by hand: 32 tokens, width 32, 2 layers, 4 heads, 2 of them for keys and values.</summary>
    internal static class TinyActor
    {
        internal const int Vocabulary = 32;

        internal const int Pad = 0;

        internal const int Stop = 1;

        /// <summary>Where tests compute: the CPU, or what REPARTEE_TEST_DEVICE says (Tests/Device~/Checks sets it to cuda).</summary>
        internal static torch.Device Device { get; } = torch.device(Environment.GetEnvironmentVariable("REPARTEE_TEST_DEVICE") ?? "cpu");

        internal static ActorConfig Config(
            int layers = 2, int keyValueHeads = 2, bool tied = false, bool bias = false, bool norm = false, int positions = 64) =>
            new ActorConfig
            {
                VocabSize = Vocabulary,
                HiddenSize = 32,
                IntermediateSize = 48,
                Layers = layers,
                Heads = 4,
                KeyValueHeads = keyValueHeads,
                HeadDim = 8,
                MaxPositions = positions,
                TieWordEmbeddings = tied,
                QkvBias = bias,
                QkNorm = norm,
                EosTokenIds = new[] { Stop },
                PadTokenId = Pad,
            };

        internal static ActorNetwork Network(ActorConfig? config = null) => new ActorNetwork(config ?? Config(), Device);

        /// <summary>Weights of the size that training leaves: matrices N(0, 1/columns), norms near 1, biases near 0.</summary>
        internal static float[] Values(ActorLayout layout, ulong seed = 1)
        {
            var values = new float[layout.Parameters.Count];
            for (int i = 0; i < layout.Parameters.Slots.Count; i++)
            {
                var slot = layout.Parameters.Slots[i];
                var part = values.AsSpan((int)slot.Offset, (int)slot.Count);
                bool matrix = slot.Shape.Length == 2;
                NormalNumbers.Fill(part, matrix ? 1.0 / Math.Sqrt(slot.Shape[1]) : 0.1, CounterRandom.Derive(seed, (ulong)i));
                if (matrix || slot.Name.EndsWith("bias"))
                    continue;
                foreach (ref float scale in part)
                    scale += 1f;
            }

            return values;
        }

        internal static ActorWeights Weights(ActorNetwork network, ulong seed = 1)
        {
            var weights = ActorWeights.Frozen(network);
            weights.Arena.Load(Values(network.Layout, seed));
            return weights;
        }

        internal static ActorWeights Trainable(ActorNetwork network, float[] values)
        {
            var weights = ActorWeights.Trainable(network);
            weights.Arena.Load(values);
            return weights;
        }

        /// <summary>A prompt of this many tokens, none of them <see cref="Pad"/> or <see cref="Stop"/>.</summary>
        internal static int[] Prompt(int length, ulong seed) =>
            Enumerable.Range(0, length).Select(i => 2 + (int)(CounterRandom.Uniform(seed, (ulong)i) * (Vocabulary - 2))).ToArray();

        /// <summary>Answers the jobs in one batch.</summary>
        internal static IReadOnlyList<GenerationJob> Answer(
            ActorNetwork network, Policy policy, IReadOnlyList<GenerationJob> jobs, params int[] stops)
        {
            new BatchGenerator(network, stops, Pad).Run(policy, jobs, () => false);
            return jobs;
        }
    }
}
