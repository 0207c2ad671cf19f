#nullable enable
using System;
using Repartee.Sessions;

namespace Repartee.Editor.Settings
{
    /// <summary>What a project decides about training; kept in <c>ProjectSettings/ReparteeSettings.json</c>. Immutable.</summary>
    public sealed record ReparteeSettings
    {
        /// <summary>The trainer's program or its folder; blank (default): where the menu Tools &gt; Repartee &gt; Install puts
        /// it.</summary>
        public string HostPath { get; init; } = "";

        /// <summary>The <c>dotnet</c> that runs it; blank (default): looked for.</summary>
        public string DotnetPath { get; init; } = "";

        /// <summary>Folder for runs, from the project's folder or absolute. Outside of Assets, so that Unity imports no checkpoint. Default
        /// <c>Repartee/Runs</c>.</summary>
        public string RunsFolder { get; init; } = "Repartee/Runs";

        /// <summary>Whether training starts by itself when play mode is entered. Default false.</summary>
        public bool StartWithPlayMode { get; init; }

        /// <summary>Where to compute. Default: CUDA where it is found, else the CPU.</summary>
        public DeviceChoice Device { get; init; } = DeviceChoice.Auto;

        /// <summary>Conversations an update learns from, 1 or more; default 64.</summary>
        public int BufferSize { get; init; } = 64;

        /// <summary>Passes over them an update, 1 or more; default 4.</summary>
        public int Epochs { get; init; } = 4;

        /// <summary>Learning rate, more than 0; default 1e-4.</summary>
        public double LearningRate { get; init; } = 1e-4;

        /// <summary>Weight of the KL to the actor the run started from, 0 or more; default 0.05.</summary>
        public double KlCoefficient { get; init; } = 0.05;

        /// <summary>Share of the time that training may compute, above 0 and at most 1; default 1.</summary>
        public double TrainingShare { get; init; } = 1;

        /// <summary>Decides all draws; default 1.</summary>
        public ulong Seed { get; init; } = 1;

        /// <summary>Updates between checkpoints; 0: only at the end. Default 25.</summary>
        public int CheckpointEvery { get; init; } = 25;

        /// <summary>Whether what is said while the trainer runs is recorded into the run's folder, to be replayed or exported. Default
        /// false.</summary>
        public bool RecordConversations { get; init; }

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of its range.</summary>
        public void Validate()
        {
            if (string.IsNullOrWhiteSpace(RunsFolder))
                throw new ArgumentException("RunsFolder: expected a folder, but found none. Use Repartee/Runs.");
            if (CheckpointEvery < 0)
                throw new ArgumentException($"CheckpointEvery: expected 0 or more, but found {CheckpointEvery}.");
            OptionRange.RequireShare(nameof(TrainingShare), TrainingShare);
            Ppo().Validate();
        }

        /// <summary>PPO's options with these values; the others have their defaults.</summary>
        /// <returns>The options.</returns>
        public PpoOptions Ppo()
        {
            var defaults = new PpoOptions();
            return defaults with
            {
                BufferSize = BufferSize,
                MinibatchSize = Math.Max(1, Math.Min(defaults.MinibatchSize, BufferSize)),
                Epochs = Epochs,
                LearningRate = LearningRate,
                KlCoefficient = KlCoefficient,
            };
        }
    }
}
