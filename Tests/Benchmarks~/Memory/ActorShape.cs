using System.Collections.Generic;
using Repartee.Training.Weights;

namespace Repartee.Benchmarks.Memory;

/// <summary>Published shapes, from the models' config.json on the Hugging Face hub; the weights are random.</summary>
internal static class ActorShape
{
    public static IReadOnlyDictionary<string, ActorConfig> All { get; } = new Dictionary<string, ActorConfig>
    {
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
