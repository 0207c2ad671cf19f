using System.CommandLine;
using Repartee.Samples.Cli.Options;

namespace Repartee.Samples.Cli.Generate;

/// <summary>The options of <c>generate</c>.</summary>
internal sealed class GenerateVerb
{
    private const string About =
        "Let an actor continue a text, or answer a line of a dialogue. The text comes as it is made.";

    private readonly ActorOptions actor = new();

    private readonly Option<string?> prompt = CheckedOption.Text(
        "--prompt", "TEXT", "What the actor goes on from. It is trusted: special tokens spelled out in it become tokens, and nothing is "
        + "added.",
        required: true);

    private readonly Option<bool> chat = CheckedOption.Flag(
        "--chat", "The prompt is what a player said: the actor's chat template goes around it, and special tokens in it stay letters.");

    private readonly Option<string?> system = CheckedOption.Text("--system", "TEXT", "With --chat: who the actor is to be (its persona).");

    private readonly Option<int?> tokens = CheckedOption.Whole<int>("--tokens", 1, 1_000_000, "Tokens to make at most [default: 64].");

    private readonly Option<double?> temperature = CheckedOption.Number(
        "--temperature", "0 for always the likeliest token, to 10; 1 draws as the actor learnt [default: its generation_config.json, "
        + "else 1].");

    private readonly Option<int?> topK = CheckedOption.Whole<int>(
        "--top-k", 0, int.MaxValue, "Draw from the N likeliest tokens; 0 for all [default: the actor's generation_config.json, else 0].");

    private readonly Option<double?> topP = CheckedOption.Number(
        "--top-p", "Draw from the likeliest tokens that together have this probability [default: the actor's generation_config.json, "
        + "else 1].");

    private readonly Option<ulong?> seed = CheckedOption.Whole<ulong>(
        "--seed", 0, ulong.MaxValue, "Decides the draws: the same seed, the same text on the same machine [default: 1].");

    private readonly Option<bool> json = CheckedOption.Flag(
        "--json", "Print one JSON object at the end: promptIds, ids, text, logProbs (natural, a number a token), finish (stop, length or "
        + "cancelled).");

    public GenerateVerb(Terminal terminal)
    {
        Command = new Command("generate", About);
        actor.AddFoldersTo(Command);
        foreach (var option in new Option[] { prompt, chat, system, tokens, temperature, topK, topP, seed, json })
            Command.Options.Add(option);
        actor.AddComputationTo(Command);
        Command.SetAction((parsed, stop) => new Generation(Read(parsed), terminal).RunAsync(stop));
    }

    public Command Command { get; }

    private GenerateRequest Read(ParseResult parsed)
    {
        var request = new GenerateRequest(
            actor.Read(parsed), parsed.GetValue(prompt)!, parsed.GetValue(chat), parsed.GetValue(system) ?? "",
            new SamplingChoice(parsed.GetValue(tokens) ?? 64, parsed.GetValue(temperature), parsed.GetValue(topK), parsed.GetValue(topP)),
            parsed.GetValue(seed) ?? 1, parsed.GetValue(json));
        if (request.System.Length > 0 && !request.Chat)
            throw new UsageException("--system: expected --chat with it, but found no --chat. Add --chat, or write the persona into "
                + "--prompt.");
        return request;
    }
}

/// <summary>What <c>generate</c> is asked for.</summary>
internal sealed record GenerateRequest(
    ActorChoice Actor, string Prompt, bool Chat, string System, SamplingChoice Sampling, ulong Seed, bool Json);
