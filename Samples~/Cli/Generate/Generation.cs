using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Samples.Cli.Display;

namespace Repartee.Samples.Cli.Generate;

/// <summary><c>generate</c>: loads the actor, encodes the prompt, prints what comes.</summary>
internal sealed class Generation(GenerateRequest request, Terminal terminal)
{
    /// <summary>Runs to the end of the text, away from the caller's thread.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(CancellationToken stop) => Task.Run(() => TalkAsync(stop), stop);

    private async Task<int> TalkAsync(CancellationToken stop)
    {
        using var actor = request.Open();
        var sampling = request.Sampling.Over(actor.Advice with { MaxTokens = GenerateVerb.UsualTokens });
        var prompt = Encode(actor.Encoder);
        var text = new GeneratedText(actor, request.Chat);
        var continuation = await actor.GenerateAsync(prompt, sampling, request.Seed, fresh => Write(text.Push(fresh)), stop);
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
        terminal.Output.Write(VisibleText.Of(piece));
        terminal.Output.Flush();
    }
}
