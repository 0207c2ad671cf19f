using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Trainer;

namespace Repartee.Benchmarks.Load;

/// <summary>More NPCs than the machine can answer in time, while the trainer learns from what they say. A line of JSON each ten seconds.</summary>
internal sealed class LoadRun(LoadOptions options, TextWriter output)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <returns>0 when nothing is wrong, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var thrown = new ConcurrentQueue<Exception>();
        TaskScheduler.UnobservedTaskException += (_, lost) => thrown.Enqueue(lost.Exception);
        await using var session = await TrainingSession.StartAsync(Training(), stop);
        var encoder = ActorFolder.Open(options.Actor).Encoder;
        var npcs = Enumerable.Range(0, options.Npcs).Select(i => new LoadedNpc(session, encoder, options.Deadline, i)).ToList();
        var samples = new List<LoadSample>();
        var answers = new ConcurrentQueue<TimeSpan>();
        var clock = Stopwatch.StartNew();
        bool GoOn() => clock.Elapsed < options.Duration && !stop.IsCancellationRequested;
        var talking = Task.WhenAll(npcs.Select(npc => Task.Run(() => npc.TalkAsync(GoOn, answers.Enqueue), CancellationToken.None)));
        while (await Task.WhenAny(talking, Task.Delay(Window, CancellationToken.None)) != talking)
        {
            samples.Add(LoadSample.Of(session, clock.Elapsed, answers));
            answers.Clear();
            Write(samples[^1]);
        }

        if (talking.Exception is AggregateException failed)
            failed.InnerExceptions.ToList().ForEach(thrown.Enqueue);
        if (session.Error is Exception error)
            thrown.Enqueue(error);
        var end = LoadSample.Of(session, clock.Elapsed, answers);
        long finished = npcs.Sum(npc => npc.Finished), taken = session.DeliveredConversations + session.DroppedConversations;
        var faults = LoadVerdict.Faults(samples, npcs, options, end, thrown).ToList();
        if (finished != taken)
            faults.Add($"Expected {finished} conversations handed over and each of them learnt from, waiting or counted as dropped, but found {taken}.");
        Write(new
        {
            verdict = faults.Count == 0 ? "pass" : "fail",
            faults,
            npcs = npcs.Count,
            end.Replies,
            end.Updates,
            conversations = finished,
            end.Dropped,
            leastAnswered = npcs.Min(npc => npc.Answered),
            mostAnswered = npcs.Max(npc => npc.Answered),
            worstDelayMs = Math.Round(npcs.Max(npc => npc.WorstDelay.TotalMilliseconds), 1),
        });
        return faults.Count == 0 ? 0 : 1;
    }

    private TrainingOptions Training() => new()
    {
        ActorFolder = options.Actor,
        Device = options.Device,
        Threads = options.Threads,
        TrainingShare = 0.5,
        MaxBatch = options.MaxBatch,
        MaxWaiting = options.MaxWaiting,
        QueueCapacity = options.QueueCapacity,
        Ppo = new PpoOptions { BufferSize = 16, MinibatchSize = 8, Epochs = 1 },
        Sampling = new SamplingOptions { MaxTokens = 40 },
        Rewards = new WeightedReward().Add(new LengthReward(3, 12), 1).Add(new FinishedReward(), 0.5),
        Health = new HealthOptions { Enabled = false },                         // an actor with random weights is no sane one
    };

    private void Write<T>(T line) => output.WriteLine(JsonSerializer.Serialize(line, JsonSerializerOptions.Web));
}
