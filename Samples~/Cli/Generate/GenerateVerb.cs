using System;
using System.CommandLine;
using Repartee.Frozen;
using Repartee.Samples.Cli.Options;

namespace Repartee.Samples.Cli.Generate;

/// <summary>The options of <c>generate</c>.</summary>
internal sealed class GenerateVerb
{
    private const string About =
        "Let an actor continue a text, or answer a line of a dialogue. The text comes as it is made.";

    /// <summary>Tokens that are made where nobody says how many.</summary>
    public const int UsualTokens = 64;

    private readonly ActorOptions actor = new();

    private readonly FrozenOptions player = new();

    private readonly SamplingOptionGroup sampling = new($"{UsualTokens}");

    private readonly Option<string?> frozen = CheckedOption.Text(
        "--frozen", "FILE", "Instead of --actor: a frozen actor, which freeze or another program wrote as a GGUF file. Needs no libtorch.");

    private readonly Option<string?> prompt = CheckedOption.Text(
        "--prompt", "TEXT", "What the actor goes on from. It is trusted: special tokens spelled out in it become tokens, and nothing is "
        + "added.",
        required: true);

    private readonly Option<bool> chat = CheckedOption.Flag(
        "--chat", "The prompt is what a player said: the actor's chat template goes around it, and special tokens in it stay letters.");

    private readonly Option<string?> system = CheckedOption.Text("--system", "TEXT", "With --chat: who the actor is to be (its persona).");

    private readonly Option<bool> json = CheckedOption.Flag(
        "--json", "Print one JSON object at the end: promptIds, ids, text, logProbs (natural, a number a token), finish (stop, length or "
        + "cancelled).");

    public GenerateVerb(Terminal terminal)
    {
        Command = new EitherCommand("generate", About, actor.Folder, frozen);
        actor.AddFoldersTo(Command);
        foreach (var option in new Option[] { prompt, chat, system })
            Command.Options.Add(option);
        sampling.AddTo(Command);
        Command.Options.Add(json);
        actor.AddComputationTo(Command);
        player.AddTo(Command);
        Command.SetAction((parsed, stop) => new Generation(Read(parsed), terminal).RunAsync(stop));
    }

    public Command Command { get; }

    private GenerateRequest Read(ParseResult parsed)
    {
        var request = new GenerateRequest(
            Talker(parsed), parsed.GetValue(prompt)!, parsed.GetValue(chat), parsed.GetValue(system) ?? "", sampling.Read(parsed),
            sampling.Seed(parsed), parsed.GetValue(json));
        if (request.System.Length > 0 && !request.Chat)
            throw new UsageException("--system: expected --chat with it, but found no --chat. Add --chat, or write the persona into "
                + "--prompt.");
        return request;
    }

    private Func<ITalker> Talker(ParseResult parsed)
    {
        if (parsed.GetValue(frozen) is string path)
        {
            actor.RequireNone(parsed, frozen.Name);
            string file = FrozenOptions.Existing(frozen.Name, path);
            var options = player.Read(parsed, actor.Template(parsed), sampling.Seed(parsed));
            return () => new FrozenTalker(FrozenActor.Load(file, options));
        }

        if (player.AreIn(parsed))
            throw new UsageException("--threads: expected --frozen with it, but found --actor. Leave --threads out.");
        var choice = actor.Read(parsed);
        return () => new FolderTalker(choice);
    }
}

/// <summary>What <c>generate</c> is asked for.</summary>
/// <param name="Open">Loads the actor; dispose of it.</param>
internal sealed record GenerateRequest(
    Func<ITalker> Open, string Prompt, bool Chat, string System, SamplingChoice Sampling, ulong Seed, bool Json);
