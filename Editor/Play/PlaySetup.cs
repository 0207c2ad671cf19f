#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Conversation;
using Repartee.Editor.Settings;
using Repartee.Rewards;
using Repartee.Sessions;

namespace Repartee.Editor.Play
{
    /// <summary>What the open scenes offer a trainer: one actor, and those who speak through it. Immutable.</summary>
    public sealed class PlaySetup
    {
        /// <summary>Nobody learns in the open scenes.</summary>
        public static PlaySetup None { get; } = new PlaySetup();

        /// <summary>The actor's name; blank where there is none.</summary>
        public string ActorName { get; init; } = "";

        /// <summary>The folder that it is trained from, full path; blank where none is chosen.</summary>
        public string ActorFolder { get; init; } = "";

        /// <summary>The frozen file that players load, full path; blank where none is named.</summary>
        public string FrozenPath { get; init; } = "";

        /// <summary>What good replies are; null where it cannot be built, which <see cref="Findings"/> tell of.</summary>
        public WeightedReward? Rewards { get; init; }

        /// <summary>Temperature of replies in training; 0: 1.</summary>
        public double Temperature { get; init; }

        /// <summary>Longest reply in tokens; 0: the default.</summary>
        public int MaxTokens { get; init; }

        /// <summary>How many NPCs learn.</summary>
        public int NpcCount { get; init; }

        /// <summary>The actors to lend the trainer to.</summary>
        public IReadOnlyList<IPlayedActor> Actors { get; init; } = Array.Empty<IPlayedActor>();

        /// <summary>What the NPCs' own checks found.</summary>
        public IReadOnlyList<PreflightLine> Findings { get; init; } = Array.Empty<PreflightLine>();

        /// <summary>What a training session needs.</summary>
        /// <param name="settings">The project's.</param>
        /// <param name="runFolder">The run's folder.</param>
        /// <param name="resume">Whether the run goes on.</param>
        /// <returns>The options.</returns>
        public TrainingOptions Options(ReparteeSettings settings, string? runFolder, bool resume)
        {
            SamplingOptions sampling = SamplingOptions.Default;
            return new TrainingOptions
            {
                ActorFolder = ActorFolder.Length == 0 ? "" : Path.GetFullPath(ActorFolder),
                Rewards = Rewards,
                RunFolder = runFolder,
                Resume = resume,
                RecordingFile = settings.RecordConversations && runFolder != null ? Path.Combine(runFolder, "recording.msgpack") : null,
                Ppo = settings.Ppo(),
                Device = settings.Device,
                TrainingShare = settings.TrainingShare,
                Seed = settings.Seed,
                CheckpointEvery = settings.CheckpointEvery,
                QueueCapacity = Math.Max(1024, settings.BufferSize),
                Sampling = sampling with
                {
                    Temperature = Temperature > 0 ? Temperature : sampling.Temperature,
                    MaxTokens = MaxTokens > 0 ? MaxTokens : sampling.MaxTokens,
                },
            };
        }
    }
}
