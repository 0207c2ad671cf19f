using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Sessions.Client;
using Repartee.Sessions.Wire;
using Repartee.Training.Trainer;

namespace Repartee.TrainerHost;

/// <summary>A training session that another process talks with. <see cref="Take"/> is called from one thread.</summary>
internal sealed class HostSession
{
    private readonly Action<Action<PackWriter>> post;
    private readonly TrainingSession session;
    private readonly RemoteRewards rewards;
    private readonly string sender;
    private readonly ConcurrentDictionary<long, CancellationTokenSource> replies = new();

    private HostSession(TrainingSession session, RemoteRewards rewards, string sender, Action<Action<PackWriter>> post)
    {
        this.session = session;
        this.rewards = rewards;
        this.sender = sender;
        this.post = post;
    }

    internal long DroppedConversations => session.DroppedConversations;

    /// <summary>Starts the session that the message asks for, and says that it runs.</summary>
    /// <param name="reader">Behind the protocol's version.</param>
    /// <param name="post">Sends messages.</param>
    internal static HostSession Start(PackReader reader, Action<Action<PackWriter>> post)
    {
        string sender = reader.ReadText();
        var (options, hasRewards) = OptionsFormat.Read(reader);
        var weights = ProgressFormat.ReadNumbers(reader);
        var rewards = new RemoteRewards(weights, post);
        var session = TrainingSession.StartAsync(options with
        {
            Rewards = hasRewards ? rewards.Sum : null,
            Logging = new ForwardedLog(post),
        }).GetAwaiter().GetResult();
        var hosted = new HostSession(session, rewards, sender, post);
        session.UpdateCompleted += hosted.Tell;
        session.HealthStopped += hosted.Tell;
        session.TrainingContinued += hosted.TellContinued;
        _ = hosted.TellErrorAsync();
        post(new ReadyMessage(
            session.Backend, session.RunPath, session.EncoderFolder, session.Encoder.Template.Name, session.Host.ContextLength,
            session.NextConversation, session.Progress).Write);
        return hosted;
    }

    internal void Take(MessageKind kind, PackReader reader)
    {
        switch (kind)
        {
            case MessageKind.Ask:
                Answer(ReadJobs(reader));
                break;
            case MessageKind.Cancel:
                if (replies.TryGetValue(reader.ReadInt64(), out var reply))
                    Cancel(reply);
                break;
            case MessageKind.Record:
                long number = reader.ReadInt64();
                session.Intake.Take(sender, number, ConversationFormat.Read(reader));
                post(writer => Numbered(writer, MessageKind.Recorded, number));
                break;
            case MessageKind.Scored:
                rewards.Take(reader);
                break;
            case MessageKind.Pace:
                session.Pace.Share = reader.ReadDouble();
                if (reader.ReadBoolean())
                    session.Pace.Pause();
                else
                    session.Pace.Resume();
                break;
            case MessageKind.Save:
                _ = ReplyAsync(reader.ReadInt64(), session.SaveCheckpointAsync, (writer, path) => writer.Write(path));
                break;
            case MessageKind.Freeze:
                long id = reader.ReadInt64();
                var (file, type, options) = ExportFormat.ReadRequest(reader);
                _ = ReplyAsync(id, () => session.FreezeAsync(file, type, options), ExportFormat.WriteReport);
                break;
            case MessageKind.Continue:
                long request = reader.ReadInt64();
                bool fromLastGood = reader.ReadBoolean();
                _ = ReplyAsync(request, () => ContinueAsync(fromLastGood), (writer, done) => writer.Write(done));
                break;
            default:
                throw new PackException($"a message of the kind {(int)kind} is not known.");
        }
    }

    internal void Stop()
    {
        rewards.Close();                                                        // who waits for scores waits no longer
        session.StopAsync().GetAwaiter().GetResult();
    }

    private static void Cancel(CancellationTokenSource reply)
    {
        try
        {
            reply.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended a moment ago.
        }
    }

    private static void Numbered(PackWriter writer, MessageKind kind, long number)
    {
        writer.WriteArrayHeader(2);
        writer.Write((int)kind);
        writer.Write(number);
    }

    private static List<AskedJob> ReadJobs(PackReader reader)
    {
        int count = reader.ReadArrayHeader();
        var jobs = new List<AskedJob>();
        for (int i = 0; i < count; i++)
            jobs.Add(JobFormat.Read(reader));
        return jobs;
    }

    private void Answer(List<AskedJob> asked)
    {
        var jobs = asked.Select(job => new HostedReply(job, post)).ToList();
        foreach (var job in jobs)
            replies[job.Id] = job.GivenUp;
        Task answered;
        try
        {
            answered = session.Answer(jobs.Select(job => job.Job).ToList());
        }
        catch (Exception error)
        {
            answered = Task.FromException(error);
        }

        answered.ContinueWith(
            ended =>
            {
                foreach (var job in jobs)
                {
                    replies.TryRemove(job.Id, out _);
                    job.End(ended.Exception?.InnerException);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task ReplyAsync<T>(long id, Func<Task<T>> work, Action<PackWriter, T> write)
    {
        try
        {
            var result = await work().ConfigureAwait(false);
            post(writer =>
            {
                writer.WriteArrayHeader(4);
                writer.Write((int)MessageKind.Done);
                writer.Write(id);
                writer.Write(true);
                write(writer, result);
            });
        }
        catch (Exception error)
        {
            post(writer =>
            {
                writer.WriteArrayHeader(4);
                writer.Write((int)MessageKind.Done);
                writer.Write(id);
                writer.Write(false);
                ErrorFormat.Write(writer, error);
            });
        }
    }

    private void Tell(TrainingProgress progress) => post(writer =>
    {
        writer.WriteArrayHeader(2);
        writer.Write((int)MessageKind.Updated);
        ProgressFormat.Write(writer, progress);
    });

    private void Tell(HealthStop stop) => post(writer =>
    {
        writer.WriteArrayHeader(2);
        writer.Write((int)MessageKind.HealthStopped);
        HealthFormat.WriteStop(writer, stop);
    });

    private void TellContinued() => post(writer =>
    {
        writer.WriteArrayHeader(1);
        writer.Write((int)MessageKind.Continued);
    });

    private async Task<bool> ContinueAsync(bool fromLastGood)
    {
        await session.ContinueTrainingAsync(fromLastGood).ConfigureAwait(false);
        return true;
    }

    /// <summary>Training that stops by an error is told once.</summary>
    private async Task TellErrorAsync()
    {
        if (await session.TrainingEnded.ConfigureAwait(false) is not Exception error)
            return;
        post(writer =>
        {
            writer.WriteArrayHeader(2);
            writer.Write((int)MessageKind.TrainingStopped);
            ErrorFormat.Write(writer, error);
        });
    }
}
