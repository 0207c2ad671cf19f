using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Repartee.Samples.Cli.Options;
using Repartee.Sessions;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Info;

/// <summary><c>info</c>: what was recognised of an actor, and the memory it will take.</summary>
internal sealed class InfoVerb
{
    private const string About =
        "Show what was recognised of an actor, and the memory it will take to talk and to learn. Reads no weights and needs no libtorch.";

    private static readonly MemoryWorkload Usual = new();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ActorOptions actor = new();

    private readonly LoraOptions lora = new("Rank of the adapters that would learn [default: the adapter's, else 8].");

    private readonly Option<int?> replies = CheckedOption.Whole<int>(
        "--replies", 1, 1_000_000, $"Replies made at once [default: {Usual.Replies}].");

    private readonly Option<int?> microBatch = CheckedOption.Whole<int>(
        "--micro-batch", 1, 1_000_000, $"Rows of one learning pass [default: {Usual.MicroBatch}].");

    private readonly Option<int?> tokens = CheckedOption.Whole<int>(
        "--tokens", 1, 10_000_000, $"Tokens a row, prompt and reply together, up to the context [default: {Usual.Tokens}].");

    private readonly Option<bool> checkpointing = CheckedOption.Flag("--checkpointing", "Layers are computed again on the way back.");

    private readonly Option<bool> json = CheckedOption.Flag("--json", "Print one JSON object; sizes in bytes.");

    public InfoVerb(Terminal terminal)
    {
        Command = new Command("info", About);
        actor.AddFoldersTo(Command);
        foreach (var option in new Option[] { replies, microBatch, tokens, checkpointing, json })
            Command.Options.Add(option);
        lora.AddTo(Command);
        actor.AddPrecisionTo(Command);
        Command.SetAction(parsed => Run(parsed, terminal));
    }

    public Command Command { get; }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var choice = actor.Read(parsed);
        var work = new MemoryWorkload
        {
            Precision = choice.Precision,
            Replies = parsed.GetValue(replies) ?? Usual.Replies,
            MicroBatch = parsed.GetValue(microBatch) ?? Usual.MicroBatch,
            Tokens = parsed.GetValue(tokens) ?? Usual.Tokens,
            GradientCheckpointing = parsed.GetValue(checkpointing),
        };
        var folder = choice.Open();
        var adapter = lora.Read(parsed) ?? (folder.AdapterPath is string path ? AdapterConfigFile.Load(path) : new AdapterConfig());
        adapter.Validate();
        var facts = ActorFacts.Of(folder, MemoryFacts.Of(folder.Config, adapter, work));
        if (parsed.GetValue(json))
            terminal.Output.WriteLine(JsonSerializer.Serialize(facts, Json));
        else
            new FactsText(facts, work).WriteTo(terminal.Output);
        return 0;
    }
}
