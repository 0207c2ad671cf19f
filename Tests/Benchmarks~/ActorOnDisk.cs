using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Prompting;
using Repartee.Training.Actor;
using Repartee.Training.Supervised;
using Repartee.Training.Weights;

namespace Repartee.Benchmarks;

/// <summary>The actor that was asked for, or a tiny one with random weights that lives until this is disposed.</summary>
internal sealed class ActorOnDisk : IDisposable
{
    private readonly string? temporary;

    public ActorOnDisk(string? path)
    {
        if (path is null)
        {
            temporary = Directory.CreateTempSubdirectory("repartee-").FullName;
            WriteTiny(temporary);
        }

        Path = path ?? temporary!;
    }

    public string Path { get; }

    public void Dispose()
    {
        if (temporary != null)
            Directory.Delete(temporary, recursive: true);
    }

    private static void WriteTiny(string path)
    {
        var special = ChatTemplate.Repartee.SpecialTokens;
        var vocabulary = BpeTrainer.Train(Guests.Lines.Append(Guests.Persona), 256 + special.Count + 100, special);
        var encoder = new PromptEncoder(new ByteLevelBpeTokenizer(vocabulary), ChatTemplate.Repartee);
        var layout = new ActorLayout(new ActorConfig
        {
            VocabSize = vocabulary.Tokens.Count,
            HiddenSize = 64,
            IntermediateSize = 128,
            Layers = 2,
            Heads = 4,
            KeyValueHeads = 2,
            MaxPositions = 256,
            EosTokenIds = encoder.StopTokens,
            PadTokenId = encoder.PadToken,
        });
        var values = ActorInitializer.Create(layout, seed: 1);
        var head = layout.Parameters["head"];
        NormalNumbers.Fill(values.AsSpan((int)head.Offset, (int)head.Count), 0.3, seed: 2);       // far from uniform, so that errors show
        ActorFolder.Write(
            path, encoder, layout.Config, ActorFolder.Tensors(layout, values), SafetensorsDType.F32, new Dictionary<string, string> { ["format"] = "pt" });
    }
}
