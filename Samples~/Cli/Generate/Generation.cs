using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Training.Actor;
using Repartee.Training.Lora;

namespace Repartee.Samples.Cli.Generate;

/// <summary><c>generate</c>: loads the actor, encodes the prompt, prints what comes.</summary>
internal sealed class Generation(GenerateRequest request, Terminal terminal)
{
    /// <summary>Runs to the end of the text, away from the caller's thread.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(CancellationToken stop) => Task.Run(() => Run(stop), stop);

    private int Run(CancellationToken stop)
    {
        var folder = request.Actor.Open();
        var sampling = request.Sampling.With(folder.Generation);
        sampling.Validate();
        var prompt = Encode(folder.Encoder);
        using var actor = LoadedActor.Load(folder, request.Actor.Device, request.Actor.Precision);
        var text = new GeneratedText(folder, request.Chat);
        var continuation = actor.Generate(
            [prompt], sampling, request.Seed, (_, fresh) => Write(text.Push(fresh)), cancellation: stop).Single();
        Write(text.End());
        terminal.Output.WriteLine(request.Json ? new GenerationJson(continuation, text.Whole).ToString() : "");
        return continuation.Finish == FinishReason.Cancelled ? CliProgram.Stopped : 0;
    }

    private IReadOnlyList<int> Encode(PromptEncoder encoder) => request.Chat
        ? encoder.Encode(DialogueState.Begin(request.System).With(DialogueMessage.FromUser(request.Prompt))).Ids.ToArray()
        : encoder.Tokenizer.EncodeWithSpecialTokens(request.Prompt);

    private void Write(string piece)
    {
        if (request.Json || piece.Length == 0)
            return;
        terminal.Output.Write(piece);
        terminal.Output.Flush();
    }
}
