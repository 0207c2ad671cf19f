using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Dialogue;
using Repartee.Frozen;
using Repartee.Samples.Cli.Options;

namespace Repartee.Samples.Cli.Chat;

/// <summary><c>chat</c>: talk with a frozen actor.</summary>
internal sealed class ChatVerb
{
    private const string About =
        "Talk with a frozen actor. An empty line or Ctrl-D ends the talk; Ctrl-C stops a reply, and ends the talk where none is being made. "
        + "Without a terminal, each line of the input is said and each reply printed, and nothing else. Needs no libtorch.";

    private readonly Argument<string> file = FrozenOptions.Argument("The frozen actor: a GGUF file that freeze or another program wrote.");

    private readonly Option<string?> system = CheckedOption.Text("--system", "TEXT", "Who the actor is to be (its persona).");

    private readonly Option<string?> template = ActorOptions.TemplateOption("the file");

    private readonly SamplingOptionGroup sampling = new("what the file says, else 48");

    private readonly FrozenOptions player = new();

    private readonly Terminal terminal;

    public ChatVerb(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("chat", About) { file, system };
        sampling.AddTo(Command);
        Command.Options.Add(template);
        player.AddTo(Command);
        Command.SetAction(RunAsync);
    }

    public Command Command { get; }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        string path = FrozenOptions.Existing(file.Name, parsed.GetValue(file)!);
        var choice = sampling.Read(parsed);
        var state = DialogueState.Begin(parsed.GetValue(system) ?? "");
        await using var actor = await FrozenActor.LoadAsync(path, player.Read(parsed, parsed.GetValue(template), sampling.Seed(parsed)));
        var drawn = choice.Over(actor.Sampling);
        if (terminal.Speaker.IsPerson)
        {
            foreach (string line in Greeting.Lines(actor, path, state.Persona))
                terminal.Output.WriteLine(line);
        }

        await new ChatLoop(actor.BeginConversation(state), terminal.Speaker, terminal.Output, terminal.Error).RunAsync(drawn, stop);
        return 0;
    }
}
