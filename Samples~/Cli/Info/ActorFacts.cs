using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Info;

/// <summary>What was recognised of an actor; <c>info --json</c> prints it by these names.</summary>
internal sealed record ActorFacts(
    string Folder, string Architecture, long Parameters, int Layers, int HiddenSize, int IntermediateSize, int Heads, int KeyValueHeads,
    int HeadDim, int Context, double RopeTheta, Llama3RopeScaling? RopeScaling, bool TiedEmbeddings, bool QkvBias, bool QkNorm,
    IReadOnlyList<StoredFile> Files, TokenizerFacts Tokenizer, string ChatTemplate, IReadOnlyList<TokenFacts> StopTokens,
    GenerationConfig Generation, AdapterFacts? Adapter, MemoryFacts Memory)
{
    /// <summary>Reads configurations and headers; no weights, and no libtorch.</summary>
    public static ActorFacts Of(ActorFolder actor, MemoryFacts memory)
    {
        var config = actor.Config;
        return new ActorFacts(
            actor.Path, config.Architecture, memory.Play.Parameters, config.Layers, config.HiddenSize, config.IntermediateSize,
            config.Heads, config.KeyValueHeads, config.HeadDim, config.MaxPositions, config.RopeTheta, config.RopeScaling,
            config.TieWordEmbeddings, config.QkvBias, config.QkNorm, StoredFile.Of(actor.Path), TokenizerFacts.Of(actor),
            actor.Encoder.Template.Name,
            actor.StopTokens.Select(id => TokenFacts.Of(actor, id)).ToList(), actor.Generation, AdapterFacts.Of(actor), memory);
    }
}

/// <summary>A file of weights, and the types they are stored in.</summary>
internal sealed record StoredFile(string Name, long Bytes, int Tensors, IReadOnlyList<string> Types)
{
    public static IReadOnlyList<StoredFile> Of(string folder)
    {
        using var weights = CheckpointWeights.Open(folder);
        return weights.Entries.Values.GroupBy(entry => weights.FileOf(entry.Name)).OrderBy(file => file.Key, System.StringComparer.Ordinal)
            .Select(file => new StoredFile(
                Path.GetFileName(file.Key), new FileInfo(file.Key).Length, file.Count(),
                file.Select(entry => entry.DType.ToString()).Distinct().ToList()))
            .ToList();
    }
}

/// <summary>The tokenizer's kind and size.</summary>
internal sealed record TokenizerFacts(string Kind, int Tokens, int SpecialTokens)
{
    public static TokenizerFacts Of(ActorFolder actor)
    {
        var tokenizer = actor.Encoder.Tokenizer;
        return new TokenizerFacts(tokenizer.GetType().Name, tokenizer.VocabularySize, tokenizer.SpecialTokens.Count);
    }
}

/// <summary>A token and how it is spelled.</summary>
internal sealed record TokenFacts(int Id, string Text)
{
    public static TokenFacts Of(ActorFolder actor, int id)
    {
        var special = actor.Encoder.Tokenizer.SpecialTokens.FirstOrDefault(token => token.Value == id).Key;
        return new TokenFacts(id, special ?? actor.Encoder.Tokenizer.Decode([id]));
    }
}

/// <summary>The adapter on top of the actor.</summary>
internal sealed record AdapterFacts(string Folder, int Rank, double Alpha, double Scale, bool RsLora, IReadOnlyList<string> Targets)
{
    public static AdapterFacts? Of(ActorFolder actor)
    {
        if (actor.AdapterPath is null)
            return null;
        var adapter = AdapterConfigFile.Load(actor.AdapterPath);
        return new AdapterFacts(
            actor.AdapterPath, adapter.Rank, adapter.Alpha, adapter.Scale, adapter.UseRsLora, adapter.TargetModules);
    }
}
