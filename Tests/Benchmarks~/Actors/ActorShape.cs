using System.Collections.Generic;
using Repartee.Training.Weights;

namespace Repartee.Benchmarks.Actors;

/// <summary>Shapes of actors with random weights: published ones, from the models' config.json on the Hugging Face hub, and a small one of
/// our own.</summary>
internal static class ActorShape
{
    public static IReadOnlyDictionary<string, ActorConfig> All { get; } = new Dictionary<string, ActorConfig>
    {
        ["8m"] = new()
        {
            VocabSize = 8192,
            HiddenSize = 256,
            IntermediateSize = 1024,
            Layers = 6,
            Heads = 8,
            KeyValueHeads = 4,
            MaxPositions = 2048,
            TieWordEmbeddings = true,
        },
        ["smollm2-135m"] = new()
        {
            VocabSize = 49152,
            HiddenSize = 576,
            IntermediateSize = 1536,
            Layers = 30,
            Heads = 9,
            KeyValueHeads = 3,
            MaxPositions = 8192,
            RopeTheta = 100000,
            TieWordEmbeddings = true,
        },
        ["qwen2.5-0.5b"] = new()
        {
            VocabSize = 151936,
            HiddenSize = 896,
            IntermediateSize = 4864,
            Layers = 24,
            Heads = 14,
            KeyValueHeads = 2,
            MaxPositions = 32768,
            RopeTheta = 1e6,
            TieWordEmbeddings = true,
            QkvBias = true,
        },
        ["qwen2.5-1.5b"] = new()
        {
            VocabSize = 151936,
            HiddenSize = 1536,
            IntermediateSize = 8960,
            Layers = 28,
            Heads = 12,
            KeyValueHeads = 2,
            MaxPositions = 32768,
            RopeTheta = 1e6,
            TieWordEmbeddings = true,
            QkvBias = true,
        },
    };
}
