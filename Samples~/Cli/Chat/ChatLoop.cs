using System;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Samples.Cli.Display;

namespace Repartee.Samples.Cli.Chat;

/// <summary>A conversation, line by line: what is said goes to the actor, and its reply to the output as it is made.</summary>
internal sealed class ChatLoop(NpcConversation talk, Speaker speaker, TextWriter output, TextWriter error)
{
    /// <summary>Goes on until the last line; for a person, until an empty one.</summary>
    /// <param name="sampling">How replies are sampled.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(SamplingOptions sampling, CancellationToken stop)
    {
        while (await NextAsync(stop) is string line)
        {
            try
            {
                await AnswerAsync(line, sampling, stop);
            }
            catch (ArgumentException tooLong) when (speaker.IsPerson)
            {
                error.WriteLine(VisibleText.OneLine(tooLong.Message));
            }
        }
    }

    private async Task<string?> NextAsync(CancellationToken stop)
    {
        if (speaker.IsPerson)
        {
            output.WriteLine();
            output.Write("> ");
            output.Flush();
        }

        string? line = null;
        try
        {
            do
                line = await speaker.ReadAsync(stop);
            while (line?.Trim() == "" && !speaker.IsPerson);
        }
        finally
        {
            if (line is null && speaker.IsPerson)
                output.WriteLine();                                             // Ctrl-C and Ctrl-D leave the cursor behind the prompt
        }

        return line?.Trim() == "" ? null : line;
    }

    private async Task AnswerAsync(string line, SamplingOptions sampling, CancellationToken stop)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var taken = speaker.Interruption.Take(() => _ = giveUp.CancelAsync());
        var pieces = Channel.CreateUnbounded<string>();
        var options = new ReplyOptions { Sampling = sampling, OnText = piece => pieces.Writer.TryWrite(piece) };
        var answer = talk.ReplyAsync(line, options, giveUp.Token);
        _ = answer.ContinueWith(_ => pieces.Writer.Complete(), TaskScheduler.Default);
        await foreach (string piece in pieces.Reader.ReadAllAsync(CancellationToken.None))
        {
            output.Write(VisibleText.Of(piece));
            output.Flush();
        }

        try
        {
            var reply = await answer;
            bool cut = reply.Finish == FinishReason.Length && speaker.IsPerson;
            output.WriteLine(cut ? $" (cut off after {reply.TokenCount} tokens)" : "");
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            output.WriteLine(speaker.IsPerson ? " (stopped)" : "");
            stop.ThrowIfCancellationRequested();
        }
    }
}
