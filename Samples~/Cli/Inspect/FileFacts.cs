using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;

namespace Repartee.Samples.Cli.Inspect;

/// <summary>What a GGUF file holds; <c>inspect --json</c> prints it by these names.</summary>
/// <param name="Architecture">As the file says it; null where it does not.</param>
/// <param name="WhyNotPlayable">Null for a file that can be played.</param>
/// <param name="Actor">Null where it can not be played.</param>
/// <param name="IsAsFrozen">Whether the weights have the hash that the file says; null where nobody asked, or it says none.</param>
internal sealed record FileFacts(
    string File, long Bytes, int Version, string? Architecture, bool Playable, string? WhyNotPlayable, ActorFileFacts? Actor,
    bool? IsAsFrozen, IReadOnlyList<MetadataFacts> Metadata, IReadOnlyList<TensorFacts> Tensors, long Elements, long TensorBytes)
{
    public static FileFacts Of(GgufFile file, FrozenModel? model, string? fault, bool? isAsFrozen)
    {
        var tensors = file.Tensors.Values.OrderBy(tensor => tensor.Offset).Select(TensorFacts.Of).ToList();
        return new FileFacts(
            file.FilePath, new FileInfo(file.FilePath).Length, file.Version,
            file.Metadata.FirstOrDefault(pair => pair.Key == "general.architecture").Value as string, fault is null, fault,
            model is null ? null : ActorFileFacts.Of(model), isAsFrozen, file.Metadata.Select(MetadataFacts.Of).ToList(), tensors,
            tensors.Sum(tensor => tensor.Elements), tensors.Sum(tensor => tensor.Bytes));
    }
}

/// <summary>What FrozenActor makes of it.</summary>
internal sealed record ActorFileFacts(
    int Layers, int HiddenSize, int Heads, int KeyValueHeads, int Context, string Tokenizer, int Tokens, string ChatTemplate,
    IReadOnlyList<int> StopTokens, FrozenSampling Sampling, FrozenActorInfo Origin)
{
    public static ActorFileFacts Of(FrozenModel model) => new(
        model.Config.Layers, model.Config.HiddenSize, model.Config.Heads, model.Config.KeyValueHeads, model.Config.ContextLength,
        model.Encoder.Tokenizer.GetType().Name, model.Encoder.Tokenizer.VocabularySize, model.Encoder.Template.Name, model.StopTokens,
        model.Sampling, model.Info);
}

/// <summary>One tensor, its shape outermost first.</summary>
internal sealed record TensorFacts(string Name, string Type, IReadOnlyList<long> Shape, long Elements, long Bytes)
{
    public static TensorFacts Of(GgufTensorInfo tensor) =>
        new(tensor.Name, tensor.Type.ToString(), tensor.Shape, tensor.Elements, tensor.ByteCount);
}
