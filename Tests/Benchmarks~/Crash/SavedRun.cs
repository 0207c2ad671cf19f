using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Conversation;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Benchmarks.Crash;

/// <summary>
/// A run whose every number is a function of two counters, updates and conversations taken, so that who loads a checkpoint knows whether
/// all of it belongs together. Folder, lock, journal and checkpoints are a real run's; only nobody learns.
/// </summary>
internal sealed class SavedRun : IDisposable
{
    private const string Sender = "child";

    private readonly RunFolder folder;
    private readonly ConversationJournal journal;
    private readonly int weights;
    private long updates;
    private long taken;

    private SavedRun(RunFolder folder, TrainerStart start, int weights)
    {
        this.folder = folder;
        this.weights = weights;
        (updates, taken) = (start.Counters.Updates, start.Counters.Taken);
        try
        {
            if (start.Learner != null)
                Require(start);
            journal = ConversationJournal.Open(folder.Path, folder.RunId, start.Counters.Passed, folder.Writes);
            long next = taken;
            if (journal.Waiting.Count > 1 || journal.Waiting.Any(c => c.Tokens[0] != ++next))
                throw new InvalidDataException($"Expected a journal of at most conversation {taken + 1}, but found others.");
        }
        catch
        {
            journal?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>What was loaded, or saved last.</summary>
    public (long Updates, long Taken) Position => (updates, taken);

    /// <summary>Begins the run, or goes on from its newest checkpoint through all that a session does for that.</summary>
    public static SavedRun Open(string actor, string path, int keep = 2)
    {
        var options = new TrainingOptions
        {
            ActorFolder = actor,
            RunFolder = path,
            Rewards = new WeightedReward().Add(new LengthReward(1, 3), 1),
            KeepCheckpoints = keep,
            KeepEvery = 1000,
        };
        var starting = StartingActor.Open(options);
        int weights = (int)new ActorLayout(starting.Folder.Config).Parameters.Count;
        if (!File.Exists(Path.Combine(path, "config.json")))
            return new SavedRun(RunFolder.Create(path, starting, options), TrainerStart.Fresh, weights);
        bool begun = RunCheckpoints.Newest(path) != null;
        var (folder, start) = RunFolder.Resume(path, starting, begun ? options : options with { Journal = true });
        return new SavedRun(folder, start, weights);
    }

    /// <summary>Where the next save will be: every second one is of the same update again, with one more conversation.</summary>
    public (long Updates, long Taken) Next => (updates + ((taken + 1) % 2), taken + 1);

    public string Save()
    {
        var next = Next;
        journal.Append(Sender, next.Taken, Conversation(next.Taken));
        string path = folder.SaveCheckpoint(State(next.Updates, next.Taken));
        journal.Forget(next.Taken);
        (updates, taken) = next;
        return path;
    }

    public void Dispose()
    {
        journal.Dispose();
        folder.Dispose();
    }

    private void Require(TrainerStart found)
    {
        var expected = State(updates, taken);
        bool same = found.Counters.Equals(expected.Counters)
            && found.Learner!.KlCoefficient.Equals(expected.Learner!.KlCoefficient)
            && found.Learner.Parts.Zip(expected.Learner.Parts).All(pair => pair.First.Name == pair.Second.Name
                && pair.First.Values.AsSpan().SequenceEqual(pair.Second.Values)
                && pair.First.Optimizer.First.AsSpan().SequenceEqual(pair.Second.Optimizer.First)
                && pair.First.Optimizer.Second.AsSpan().SequenceEqual(pair.Second.Optimizer.Second)
                && pair.First.Optimizer.Steps.Equals(pair.Second.Optimizer.Steps))
            && found.Waiting.Select(c => c.Tokens[0]).SequenceEqual(expected.Waiting.Select(c => c.Tokens[0]));
        if (!same)
            throw new InvalidDataException($"Expected the numbers of update {updates} and conversation {taken}, but found others.");
    }

    private TrainerStart State(long atUpdate, long atTaken)
    {
        var parts = new[] { Part(Learner.ActorPart, weights, atUpdate, atTaken), Part("critic", 4096, atUpdate, atTaken) };
        var waiting = Enumerable.Range(0, (int)(atTaken % 4)).Select(i => Conversation(atTaken - i)).ToList();
        return new TrainerStart(
            new TrainerCounters(atUpdate, 64 * atUpdate, 512 * atUpdate, atTaken, atTaken), new LearnerState(parts, 0.01 + atTaken), waiting);
    }

    private static PartState Part(string name, int count, long atUpdate, long atTaken) => new(
        name, Numbers(count, atUpdate, atTaken, 1),
        new OptimizerState(Numbers(count, atUpdate, atTaken, 2), Numbers(count, atUpdate, atTaken, 3), atUpdate));

    private static float[] Numbers(int count, long atUpdate, long atTaken, ulong kind)
    {
        var numbers = new float[count];
        ulong seed = ((ulong)atUpdate * 1_000_003) + ((ulong)atTaken * 4) + kind;
        for (int i = 0; i < count; i++)
            numbers[i] = (((seed + (ulong)i) * 0x9E3779B97F4A7C15) >> 40) / 1024f;
        return numbers;
    }

    private static FinishedConversation Conversation(long number) =>
        new(new[] { (int)number, 1, 2, 3 }, Array.Empty<PlayedReply>(), interrupted: false);
}
