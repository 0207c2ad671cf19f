using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Frozen.Gguf;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Benchmarks.Soak;

/// <summary>
/// The actor talks and the trainer trains beside a thread that collects garbage. Each ten seconds: half of free play, while updates
/// run, a checkpoint and a frozen file, then half of play that waits for its updates, so that every token can be compared, and a line of JSON.
/// </summary>
internal sealed class SoakRun(SoakOptions options, TextWriter output)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly List<Exception> thrown = [];
    private readonly List<SoakSample> samples = [];

    /// <returns>0 when nothing is wrong, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        TaskScheduler.UnobservedTaskException += (_, lost) => Note(lost.Exception);
        var folder = Directory.CreateTempSubdirectory("repartee-");
        try
        {
            NativeBackend.Load(new NativeBackendOptions { Device = options.Device });
            long tensorsBefore = torch.Tensor.TotalCount;
            var session = await TrainingSession.StartAsync(Training(Path.Combine(folder.FullName, "run")), stop);
            var logProbs = new LogProbCheck(session);
            using (new GarbageThread())
            {
                await PlayAsync(session, logProbs, stop);
                await session.StopAsync();
            }

            if (session.Error != null)
                Note(session.Error);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Judge(SoakVerdict.Faults(samples, logProbs, thrown, torch.Tensor.TotalCount - tensorsBefore));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private TrainingOptions Training(string run) => new()
    {
        ActorFolder = options.Actor,
        RunFolder = run,
        Device = options.Device,
        Threads = options.Threads,
        Lora = options.LoraRank > 0 ? new AdapterConfig { Rank = options.LoraRank, Alpha = options.LoraRank } : null,
        Ppo = new PpoOptions
        {
            BufferSize = 16,
            MinibatchSize = 8,
            MicroBatchSize = 8,
            Epochs = 2,
            KlTarget = 6,
            GradientCheckpointing = options.LoraRank > 0,
        },
        Sampling = new SamplingOptions { MaxTokens = 24 },
        Rewards = new WeightedReward().Add(new LengthReward(3, 8), 1).Add(new RepetitionReward(), -0.2).Add(new FinishedReward(), 0.5),
        QueueCapacity = 64,
        CheckpointEvery = 20,
        KeepCheckpoints = 1,
        Health = new HealthOptions { Patience = int.MaxValue, CriticPatience = int.MaxValue },  // an actor with random weights is no sane one
    };

    private async Task PlayAsync(TrainingSession session, LogProbCheck logProbs, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var players = new FreePlay(session);
        var dataset = new DatasetPlayer(session, Guests.Rows, Training(""));
        try
        {
            for (int window = 1; clock.Elapsed < options.Duration && !stop.IsCancellationRequested; window++)
            {
                await players.PlayAsync(Window / 2, window, stop);
                await CatchUpAsync(session, stop);
                await session.SaveCheckpointAsync();
                await session.FreezeAsync(Path.Combine(session.RunPath!, "actor.gguf"), GgufType.Q8_0);
                do
                    await dataset.PlayAsync(session.Progress.Update + 2, stop);
                while (clock.Elapsed < window * Window);
                GC.Collect();
                GC.WaitForPendingFinalizers();
                Write(Sample(session, players, logProbs, clock.Elapsed));
            }
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            Note(error);
        }
    }

    /// <summary>Waits until the trainer has learnt from all that was played, so that what follows is played by weights it still has.</summary>
    private async Task CatchUpAsync(TrainingSession session, CancellationToken stop)
    {
        int buffer = Training("").Ppo.BufferSize;
        while (session.DeliveredConversations / buffer > session.Progress.Update)
            await session.WaitForUpdateAsync(session.Progress.Update + 1, stop);
    }

    private SoakSample Sample(TrainingSession session, FreePlay players, LogProbCheck logProbs, TimeSpan elapsed)
    {
        var sample = new SoakSample
        {
            Seconds = Math.Round(elapsed.TotalSeconds, 1),
            Updates = session.Progress.Update,
            Replies = players.Replies + session.Progress.Episodes,
            Dropped = session.DroppedConversations,
            LogProbGap = logProbs.Worst,
            VerifiedShare = Math.Round(logProbs.VerifiedShare, 3),
            Exceptions = thrown.Count,
        };
        samples.Add(sample);
        return sample;
    }

    private int Judge(IReadOnlyList<string> faults)
    {
        Write(new { verdict = faults.Count == 0 ? "pass" : "fail", faults });
        return faults.Count == 0 ? 0 : 1;
    }

    private void Note(Exception error)
    {
        lock (thrown)
            thrown.Add(error);
    }

    private void Write<T>(T line) => output.WriteLine(JsonSerializer.Serialize(line));
}
