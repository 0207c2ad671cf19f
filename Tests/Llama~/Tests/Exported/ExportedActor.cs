using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Prompting;
using Repartee.Training.Actor;
using Repartee.Training.Export;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Llama.Tests.Exported;

/// <summary>
/// An actor folder, the same actor in libtorch, and its export as llama.cpp loads it: the tavern's, or a small one with random weights and
/// a tokenizer of the fixtures.
/// </summary>
internal sealed class ExportedActor : IDisposable
{
    private const string Tavern = "tavern";
    private const int Context = 512;
    private const int Threads = 1; // on a busy machine, two would wait for each other

    private static readonly string Root = typeof(ExportedActor).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static readonly Dictionary<string, RandomKind> Kinds = new()
    {
        ["gpt2 llama"] = new(Template: "zephyr"),
        ["smollm2 llama"] = new(Tied: true),
        ["llama3 llama"] = new(Scaling: new Llama3RopeScaling(8, LowFrequencyFactor: 1, HighFrequencyFactor: 4, OriginalMaxPositions: 64)),
        ["llama2 llama"] = new(),
        ["mistral mistral"] = new("MistralForCausalLM") { IsReadOtherwise = HasOtherSpaces },
        ["tekken mistral"] = new("MistralForCausalLM", Template: "mistral"),
        ["qwen2 qwen2"] = new("Qwen2ForCausalLM", HeadSize: 16, Tied: true, Bias: true) { IsReadOtherwise = IsNotComposed },
        ["qwen2 qwen3"] = new("Qwen3ForCausalLM", Norm: true) { IsReadOtherwise = IsNotComposed },
    };

    private readonly string temporary = Directory.CreateTempSubdirectory("repartee-").FullName;

    public ExportedActor(string name, GgufType type = GgufType.F32)
    {
        string path = name == Tavern ? Path.Combine(Root, "Samples~", "Tavern", "Actor") : WriteRandom(name);
        RandomKind? kind = Kinds.GetValueOrDefault(name);
        IsReadOtherwise = kind?.IsReadOtherwise ?? (_ => false);
        Folder = ActorFolder.Open(path, template: kind?.Template);
        File = Path.Combine(temporary, "actor.gguf");
        ActorExport.ToGguf(Folder, File, type);
        Network = new ActorNetwork(Folder.Config, torch.CPU);
        Weights = ActorWeights.Frozen(Network);
        Folder.LoadInto(Weights);
        Llama = LlamaModel.Load(File);
    }

    /// <summary>The tavern's actor, and random ones: tokenizer and architecture.</summary>
    public static IEnumerable<string> Names => Kinds.Keys.Prepend(Tavern);

    /// <summary>Texts to tokenize: those that the fixtures encode.</summary>
    public static IReadOnlyList<string> Texts { get; } =
        JsonSerializer.Deserialize<string[]>(System.IO.File.ReadAllText(Fixture("strings.json")))!;

    public ActorFolder Folder { get; }

    /// <summary>The exported file.</summary>
    public string File { get; }

    public ActorNetwork Network { get; }

    public ActorWeights Weights { get; }

    public LlamaModel Llama { get; }

    /// <summary>Texts that llama.cpp cannot read as the tokenizer does, whatever the file says.</summary>
    public Predicate<string> IsReadOtherwise { get; }

    /// <summary>A context whose numbers can be compared.</summary>
    public LlamaContext NewContext() => new(Llama, LlamaContextOptions.Exact(Context, Threads));

    /// <summary>Texts of different lengths as they are, and as what a guest says.</summary>
    public IEnumerable<int[]> Prompts()
    {
        string[] texts = [.. Texts.Where(text => text.Trim().Length is > 1 and < 100)
            .OrderBy(text => text.Length).Where((_, i) => i % 20 == 0).Take(10)];
        DialogueState guest = DialogueState.Begin("You are Mara, innkeeper of the Gilded Griffin. You are warm and short of words.");
        IEnumerable<int[]> asked = texts.Select(text => Folder.Encoder.Encode(guest.With(DialogueMessage.FromUser(text))).Ids.ToArray());
        return texts.Select(Folder.Encoder.Tokenizer.Encode).Concat(asked);
    }

    public void Dispose()
    {
        Llama?.Dispose();
        Weights?.Dispose();
        Network?.Dispose();
        Directory.Delete(temporary, recursive: true);
    }

    private string WriteRandom(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(temporary, "actor")).FullName;
        string tokenizer = name[..name.IndexOf(' ')];
        foreach (string file in (string[])[ActorFolder.TokenizerFile, ActorFolder.TokenizerConfigFile])
            System.IO.File.Copy(Fixture(tokenizer, file), Path.Combine(folder, file));
        int vocabulary = TokenizerFile.Load(Path.Combine(folder, ActorFolder.TokenizerFile)).VocabularySize;
        ActorConfig config = Kinds[name].Config(vocabulary);
        config.Save(folder);
        var layout = new ActorLayout(config);
        SafetensorsWriter.Write(
            Path.Combine(folder, ActorFolder.WeightsFile),
            ActorFolder.Tensors(layout, RandomWeights.Of(layout)),
            SafetensorsDType.F32,
            new Dictionary<string, string> { ["format"] = "pt" });
        return folder;
    }

    private static string Fixture(params string[] path) => Path.Combine([Root, "Tests", "Fixtures~", "tokenizers", .. path]);

    // llama.cpp puts a space before every text and after every special token; this tokenizer, only before a text that has none there.
    private static bool HasOtherSpaces(string text) => Regex.IsMatch(text, @"^[ \u2581]|</?s>|\[/?INST\]");

    // llama.cpp does not compose characters; this tokenizer does, and it has a token with a decomposed one.
    private static bool IsNotComposed(string text) =>
        !text.IsNormalized(NormalizationForm.FormC) || text.Contains("élan", StringComparison.Ordinal);

    /// <summary>What a random actor has beside the sizes that all of them share.</summary>
    private sealed record RandomKind(
        string Architecture = "LlamaForCausalLM",
        int HeadSize = 32, // heads together wider than the hidden size, where llama.cpp takes that
        bool Tied = false,
        bool Bias = false,
        bool Norm = false,
        Llama3RopeScaling? Scaling = null,
        string? Template = null)
    {
        public Predicate<string>? IsReadOtherwise { get; init; }

        public ActorConfig Config(int vocabulary) => new()
        {
            Architecture = Architecture,
            VocabSize = vocabulary,
            HiddenSize = 64,
            IntermediateSize = 96,
            Layers = 3,
            Heads = 4,
            KeyValueHeads = 2,
            HeadDim = HeadSize,
            MaxPositions = 1024,
            RmsNormEps = 1e-5,
            TieWordEmbeddings = Tied,
            QkvBias = Bias,
            QkNorm = Norm,
            RopeScaling = Scaling,
        };
    }
}
