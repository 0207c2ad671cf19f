using System;
using System.CommandLine;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Samples.Cli.Options;

namespace Repartee.Samples.Cli.Inspect;

/// <summary><c>inspect</c>: what is in a GGUF file, and whether it can be played.</summary>
internal sealed class InspectVerb
{
    private const string About =
        "Show what is in a GGUF file, of any architecture: where it comes from, whether FrozenActor can play it, metadata and tensors. Reads "
        + "no weights, but for --verify, and needs no libtorch.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Argument<string> file = FrozenOptions.Argument("The GGUF file.");

    private readonly Option<bool> verify = CheckedOption.Flag(
        "--verify", "Read all weights and hold them against the hash that freeze wrote into the file; exit code 2 where they differ.");

    private readonly Option<bool> json = CheckedOption.Flag(
        "--json", $"Print one JSON object; sizes in bytes, of arrays the first {MetadataFacts.Shown} items.");

    private readonly Terminal terminal;

    public InspectVerb(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("inspect", About) { file, verify, json };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string path = FrozenOptions.Existing(file.Name, parsed.GetValue(file)!);
        using var opened = GgufFile.Open(path);
        using var model = Model(path, out string? fault);
        bool? isWhole = parsed.GetValue(verify) ? model?.VerifyContent() : null;
        var facts = FileFacts.Of(opened, model, fault, isWhole);
        if (parsed.GetValue(json))
            terminal.Output.WriteLine(JsonSerializer.Serialize(facts, Json));
        else
            new FileText(facts).WriteTo(terminal.Output);
        if (parsed.GetValue(verify))
            Require(isWhole, path, fault);
        return 0;
    }

    /// <summary>Null, and why, where it can not be played.</summary>
    private static FrozenModel? Model(string path, out string? fault)
    {
        try
        {
            fault = null;
            return FrozenModel.Open(path);
        }
        catch (InvalidDataException error)
        {
            fault = error.Message.StartsWith(path, StringComparison.Ordinal) ? error.Message[path.Length..].TrimStart(':', ' ') : error.Message;
            return null;
        }
    }

    private static void Require(bool? isWhole, string path, string? fault)
    {
        if (isWhole == true)
            return;
        string found = isWhole == false ? "other weights: somebody changed the file. Take it from where it was published"
            : fault is null ? "no hash in it. Only freeze writes one: freeze the actor, or leave --verify out"
            : "that it can not be played. Leave --verify out";
        throw new UsageException($"--verify: expected the weights that were frozen in {path}, but found {found}.");
    }
}
