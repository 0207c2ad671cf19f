using System;
using System.IO;
using Repartee.Conversation;
using Repartee.Samples.PlaySession.Play;
using Repartee.Samples.Tavern;
using Repartee.Sessions;
using Repartee.Training.Native;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Samples.PlaySession;

/// <summary>What the command line asks for.</summary>
internal sealed record PlaySessionOptions
{
    /// <summary>Frames until the game ends; null: when the player does.</summary>
    public long? Frames { get; init; }

    public string? Screenshot { get; init; }

    public string? FrameLog { get; init; }

    public string? Script { get; init; }

    /// <summary>A recording to write.</summary>
    public string? Record { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>Without Repartee at all.</summary>
    public bool Off { get; init; }

    /// <summary>NPCs speak through Repartee, but nothing is learnt.</summary>
    public bool NoTraining { get; init; }

    /// <summary>Share of time that training may take; null for the session's default.</summary>
    public double? TrainingShare { get; init; }

    /// <summary>NPCs at the back tables.</summary>
    public int Patrons { get; init; } = 8;

    public string? Actor { get; init; }

    public string? Dataset { get; init; }

    public DeviceChoice Device { get; init; }

    /// <summary>Null: all processors but one, which the game keeps.</summary>
    public int? Threads { get; init; }

    public string ActorFolder => Actor ?? Path.Combine(AppContext.BaseDirectory, "Actor");

    public string DatasetFile => Dataset ?? Path.Combine(AppContext.BaseDirectory, "Data", "tavern.jsonl");

    /// <summary>Throws a <see cref="UsageException"/> for what can be seen to fail before anything is loaded.</summary>
    public void Validate()
    {
        RequireFile("--script", Script);
        RequireFile("--dataset", Dataset);
        RequireWritable("--screenshot", Screenshot);
        RequireWritable("--frame-log", FrameLog);
        if (FrameLog != null && Frames is null)
            throw new UsageException("--frame-log: expected --frames with the number of frames to log, but found none. Add --frames N.");
        if (Actor != null && !Directory.Exists(Actor))
            throw new UsageException($"--actor: expected an actor's folder, but found none at {Path.GetFullPath(Actor)}. Check the path.");
        if (Record != null && (Off || NoTraining))
            throw new UsageException(
                $"--record: expected NPCs that learn, but found {(Off ? "--off" : "--no-training")}. Leave one of them out.");
        if (Off && (NoTraining || TrainingShare != null))
            throw new UsageException("--off: expected no option of training beside it, but found one. Leave one of them out.");
    }

    /// <summary>What the session needs to know.</summary>
    public TrainingOptions ToTrainingOptions() => TrainingSwitch.Apply(
        new TrainingOptions
        {
            ActorFolder = ActorFolder,
            Rewards = PlayRewards.Create(),
            Device = Device,
            Seed = Seed,
            RecordingFile = Record,
            Threads = Threads ?? Math.Max(1, Environment.ProcessorCount - 1),
            // Small buffers: few talk at a time, and the player wants to see the curve move.
            Ppo = new PpoOptions { BufferSize = 16, MinibatchSize = 16, Epochs = 1, LearningRate = 1e-4, KlCoefficient = 0.02 },
            // As in the tavern: this small actor slips in spelling where its least likely tokens are drawn.
            Sampling = new SamplingOptions { Temperature = 0.7 },
        },
        TrainingShare);

    private static void RequireFile(string option, string? file)
    {
        if (file != null && !File.Exists(file))
            throw new UsageException($"{option}: expected a file, but found none at {Path.GetFullPath(file)}. Check the path.");
    }

    private static void RequireWritable(string option, string? file)
    {
        if (file != null && Path.GetDirectoryName(Path.GetFullPath(file)) is string folder && !Directory.Exists(folder))
            throw new UsageException($"{option}: expected a file in a folder that exists, but found no folder {folder}. Make it first.");
    }
}
