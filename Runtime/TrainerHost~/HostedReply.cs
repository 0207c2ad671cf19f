using System;
using System.Linq;
using System.Threading;
using Repartee.Conversation;
using Repartee.Sessions.Wire;

namespace Repartee.TrainerHost;

/// <summary>A reply that is made for the other process: its tokens are sent as they come where somebody listens, and at its end.</summary>
internal sealed class HostedReply
{
    private readonly Action<Action<PackWriter>> post;
    private int sent;

    internal HostedReply(AskedJob asked, Action<Action<PackWriter>> post)
    {
        this.post = post;
        Id = asked.Id;
        Job = new GenerationJob(
            asked.Prompt, asked.Sampling, asked.Seed, GivenUp.Token, asked.IsHeard ? Send : null, asked.Voice);
    }

    internal long Id { get; }

    internal GenerationJob Job { get; }

    internal CancellationTokenSource GivenUp { get; } = new();

    /// <summary>It has ended, or can not be made.</summary>
    internal void End(Exception? error)
    {
        post(writer =>
        {
            writer.WriteArrayHeader(7);
            writer.Write((int)MessageKind.Answered);
            writer.Write(Id);
            writer.Write(error is null);
            if (error != null)
            {
                ErrorFormat.Write(writer, error);
                return;
            }

            writer.Write((int)(Job.Finish ?? FinishReason.Cancelled));
            writer.Write(Job.PolicyVersion);
            WriteFresh(writer);
        });
        GivenUp.Dispose();
    }

    private void Send(GenerationJob job, int first)
    {
        if (job.Finish != null)
            return;                                                             // the end says the rest
        post(writer =>
        {
            writer.WriteArrayHeader(4);
            writer.Write((int)MessageKind.Tokens);
            writer.Write(Id);
            WriteFresh(writer);
        });
    }

    private void WriteFresh(PackWriter writer)
    {
        writer.Write(Job.Tokens.Skip(sent).ToArray());
        writer.Write(Job.LogProbs.Skip(sent).ToArray());
        sent = Job.Tokens.Count;
    }
}
