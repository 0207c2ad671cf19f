using System.CommandLine;
using System.IO;
using System.Linq;
using Repartee.Prompting;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;

namespace Repartee.Samples.Cli.Options;

/// <summary>Which actor, on which device, in which type: the same for every verb.</summary>
internal sealed class ActorOptions
{
    private readonly Option<string?> adapter = CheckedOption.Text(
        "--adapter", "DIR", "Folder of a LoRA adapter in PEFT's format on top of the actor.");

    private readonly Option<string?> template = TemplateOption("the actor");

    private readonly Option<DeviceChoice> device = CheckedOption.Choice(
        "--device", "Where to compute; auto takes a GPU where there is one",
        ("auto", DeviceChoice.Auto), ("cpu", DeviceChoice.Cpu), ("cuda", DeviceChoice.Cuda));

    private readonly Option<Precision> precision = CheckedOption.Choice(
        "--precision", "In which type to compute; auto is bfloat16 on a GPU and float32 on the CPU",
        ("auto", Precision.Auto), ("float32", Precision.Float32), ("bfloat16", Precision.BFloat16));

    /// <summary>Names the actor's folder; commands that can do without add it themselves.</summary>
    public Option<string?> Folder { get; } = CheckedOption.Text(
        "--actor", "DIR", "Folder of the actor as it comes from the Hugging Face hub (config.json, model.safetensors or shards, "
        + "tokenizer.json, "
        + "tokenizer_config.json), a checkpoint of a run, or an adapter that names its actor.", required: true);

    /// <summary>Gives a command the options that name an actor and its chat template.</summary>
    public void AddActorTo(Command command)
    {
        if (!command.Options.Contains(Folder))
            command.Options.Add(Folder);
        command.Options.Add(template);
    }

    /// <summary>Gives a command the options that name an actor and an adapter on top of it.</summary>
    public void AddFoldersTo(Command command)
    {
        AddActorTo(command);
        command.Options.Add(adapter);
    }

    /// <summary>Gives a command the options that say how to compute.</summary>
    public void AddComputationTo(Command command)
    {
        command.Options.Add(device);
        AddPrecisionTo(command);
    }

    /// <summary>Gives a command the option that names the type alone.</summary>
    public void AddPrecisionTo(Command command) => command.Options.Add(precision);

    /// <param name="folder">The actor's folder, where it is not what <see cref="Folder"/> names.</param>
    public ActorChoice Read(ParseResult parsed, string? folder = null) => new(
        folder ?? Existing(Folder.Name, parsed.GetValue(Folder)!, "an actor's folder"),
        parsed.GetValue(adapter) is string path ? Existing(adapter.Name, path, "an adapter's folder") : null,
        parsed.GetValue(device),
        parsed.GetValue(precision),
        parsed.GetValue(template));

    /// <summary>Names a chat template.</summary>
    public static Option<string?> TemplateOption(string from) => CheckedOption.Text(
        "--template", "NAME", $"Chat template instead of the one that {from} names: "
        + $"{string.Join(", ", ChatTemplate.All.Select(t => t.Name))}.");

    /// <summary>For a command without an actor's folder: refuses the options that would need one.</summary>
    public void RequireNone(ParseResult parsed, string instead)
    {
        string? found = new Option[] { adapter, device, precision }.FirstOrDefault(parsed.Has)?.Name;
        if (found != null)
            throw new UsageException($"{found}: expected --actor with it, but found {instead}. Leave {found} out.");
    }

    /// <summary>The chat template's name, or null.</summary>
    public string? Template(ParseResult parsed) => parsed.GetValue(template);

    /// <summary>A folder that is there.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public static string Existing(string option, string folder, string expected)
    {
        if (Directory.Exists(folder))
            return folder;
        string full = Path.GetFullPath(folder);
        throw new UsageException(File.Exists(folder)
            ? $"{option}: expected {expected}, but found the file {full}. Name a folder; for frozen actors there are chat, inspect and "
                + "generate --frozen."
            : $"{option}: expected {expected}, but found none at {full}. Check the path.");
    }
}

/// <summary>What <see cref="ActorOptions"/> say. An option that a verb does not have is at its default.</summary>
internal sealed record ActorChoice(string Actor, string? Adapter, DeviceChoice Device, Precision Precision, string? Template)
{
    public ActorFolder Open() => ActorFolder.Open(Actor, Adapter, Template);
}
