#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Repartee.Conversation;
using Repartee.Rewards;

namespace Repartee.Sessions
{
    /// <summary>What a training session needs. Only the actor must be given, and rewards: functions, a reward model, or both.</summary>
    public sealed record TrainingOptions
    {
        /// <summary>Folder of the actor to start from as it comes from the Hugging Face hub, or as a run wrote it.</summary>
        public string ActorFolder { get; init; } = "";

        /// <summary>Folder of an adapter in PEFT's format that lies on top of the actor and goes on learning; null (default) for none. Not
        /// needed where <see cref="ActorFolder"/> is itself an adapter's folder whose configuration names its backbone's.</summary>
        public string? AdapterFolder { get; init; }

        /// <summary>Name of the chat template the actor talks in (<see cref="Repartee.Prompting.ChatTemplate.All"/>), where the one that its folder
        /// names is unknown or not the wanted one; null (default) for the folder's own.</summary>
        public string? ChatTemplate { get; init; }

        /// <summary>Learn fresh low-rank adapters and leave the actor's own weights alone; null (default): all weights learn. For actors of
        /// hundreds of millions of parameters and more.</summary>
        public AdapterConfig? Lora { get; init; }

        /// <summary>Adapters in PEFT's format of NPCs that talk on the same backbone and do not learn: their folders by the names that
        /// <see cref="ITrainingSession.BeginVoice"/> uses. Empty (default): none. They need a frozen backbone, so an adapter must be what
        /// learns.</summary>
        public IReadOnlyDictionary<string, string> Voices { get; init; } = new Dictionary<string, string>();

        /// <summary>In which type the network computes. Default: bfloat16 on a GPU, float32 on the CPU.</summary>
        public Precision Precision { get; init; } = Precision.Auto;

        /// <summary>The reward functions that score each reply. They run on the trainer thread, when a buffer is full. May be null
        /// (default) where <see cref="RewardModel"/> is given.</summary>
        public WeightedReward? Rewards { get; init; }

        /// <summary>A trained reward model as one more term; null (default) for none. It must have been trained on the weights that
        /// <see cref="ActorFolder"/> holds: these stay frozen beside the learner (with LoRA, or with a KL penalty, at no cost), so that
        /// training the actor does not move its scores.</summary>
        public RewardModelTerm? RewardModel { get; init; }

        /// <summary>Folder for configuration, metrics, replies and checkpoints; null (default): nothing is written. A folder that already
        /// holds a run is refused unless <see cref="Resume"/> is set.</summary>
        public string? RunFolder { get; init; }

        /// <summary>Go on from the run folder's newest checkpoint. Default false.</summary>
        public bool Resume { get; init; }

        /// <summary>Whether finished conversations are written into the run folder before they are handed over, so that a process that dies
        /// loses none: a resume learns from those that no checkpoint covers. Costs the caller of <see cref="NpcConversation.Complete"/> a
        /// write to a file. Needs a <see cref="RunFolder"/>. Default false; a trainer in a process of its own always does it.</summary>
        public bool Journal { get; init; }

        /// <summary>File that finished conversations are written into, to train from them later or to make a dataset of them; null
        /// (default) for none. One that is there is gone on with, where its actor had the same tokenizer and chat template
        /// (<see cref="Recordings.ConversationRecorder"/>).</summary>
        public string? RecordingFile { get; init; }

        /// <summary>Learn from recordings instead of from play (<c>ReplayPlayer</c>): how replies of other weights are weighed. Null
        /// (default): the session's own actor plays.</summary>
        public ReplayOptions? Replay { get; init; }

        /// <summary>PPO's options.</summary>
        public PpoOptions Ppo { get; init; } = new PpoOptions();

        /// <summary>When training pauses by itself because something went wrong (<see cref="ITrainingSession.HealthStop"/>).</summary>
        public HealthOptions Health { get; init; } = new HealthOptions();

        /// <summary>How replies are drawn; training learns only from replies drawn this way, so top-k, top-p and the
        /// repetition penalty must be off.</summary>
        public SamplingOptions Sampling { get; init; } = SamplingOptions.Default;

        /// <summary>Where to compute. Default: CUDA where it is found, else the CPU.</summary>
        public DeviceChoice Device { get; init; } = DeviceChoice.Auto;

        /// <summary>CPU threads that compute for each of the two workers, actor and trainer; 0 (default): half of the processors, at least
        /// one, so that a game keeps its cores: one for its own loop, and others for what draws and plays sound. A program that does
        /// nothing else gives all processors (<see cref="Environment.ProcessorCount"/>).</summary>
        public int Threads { get; init; }

        /// <summary>Share of the time that the trainer's thread may compute: above 0, at most 1 (default: all of it). It waits between
        /// slices of work; replies are not held up. <see cref="ITrainingSession.Pace"/> changes it while the session runs.</summary>
        public double TrainingShare { get; init; } = 1;

        /// <summary>Decides the value head's start, the order of minibatches and every reply's draws. Default 1.</summary>
        public ulong Seed { get; init; } = 1;

        /// <summary>Updates the run is planned for; needed by the linear and cosine schedules. 0 (default): open end.</summary>
        public long PlannedUpdates { get; init; }

        /// <summary>Most replies made at a time; more wait until one has ended. 1 or more; default 64.</summary>
        public int MaxBatch { get; init; } = 64;

        /// <summary>Replies that may wait for their turn; one more is refused, and its NPC says its fallback. Replies that are asked for together
        /// count once they wait. 1 or more; default 256.</summary>
        public int MaxWaiting { get; init; } = ReplyBacklog.MostWaiting;

        /// <summary>Finished conversations that may wait for the trainer; the oldest are dropped beyond. At least
        /// <see cref="PpoOptions.BufferSize"/>, so that a buffer may finish at once; default 1024.</summary>
        public int QueueCapacity { get; init; } = 1024;

        /// <summary>Updates between checkpoints; 0: only at the end. Default 25.</summary>
        public int CheckpointEvery { get; init; } = 25;

        /// <summary>Newest checkpoints that are kept. 1 or more; default 3 (ML-Agents keeps 5).</summary>
        public int KeepCheckpoints { get; init; } = 3;

        /// <summary>Checkpoints whose update is a multiple of this are kept for good, besides the newest; 0 (default): none. Choose a multiple
        /// of <see cref="CheckpointEvery"/>, which decides when one is written.</summary>
        public int KeepEvery { get; init; }

        /// <summary>Replies of each update written to replies.jsonl with their reward terms. 0 or more; default 4.</summary>
        public int ReplySamples { get; init; } = 4;

        /// <summary>Receives what the session has to say. Default: nobody.</summary>
        public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

        /// <summary>Time for deadlines and rates. Default: the system's.</summary>
        public TimeProvider Clock { get; init; } = TimeProvider.System;

        /// <summary>What <see cref="Threads"/> comes to.</summary>
        internal int ThreadCount => Threads > 0 ? Threads : Math.Max(1, Environment.ProcessorCount / 2);

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value that is missing or out of its range.</summary>
        public void Validate()
        {
            if (ActorFolder.Length == 0)
                throw new ArgumentException(
                    "ActorFolder: expected the folder of the actor to train, but found nothing. Set TrainingOptions.ActorFolder.");
            if (RewardModel is null && (Rewards is null || Rewards.Names.Count == 0))
            {
                throw new ArgumentException(
                    "Rewards: expected one reward function or more, but found none. Set TrainingOptions.Rewards, or " +
                    "TrainingOptions.RewardModel.");
            }

            RewardModel?.Validate();
            if (RewardModel != null && Rewards != null && Rewards.Names.Contains(RewardModel.Name))
            {
                throw new ArgumentException(
                    $"RewardModel.Name: expected a name that no other reward has, but found \"{RewardModel.Name}\" in Rewards too. " +
                    "Choose another.");
            }

            Ppo.Validate();
            Health.Validate();
            Replay?.Validate();
            Lora?.Validate();
            Sampling.Validate();
            if (!Sampling.IsLearnable)
            {
                throw new ArgumentException(
                    "Sampling: expected the whole distribution while training, but found top-k, top-p or a repetition penalty: PPO's " +
                    "ratio would compare two different distributions. Leave TopK at 0, TopP at 1 and RepetitionPenalty at 1, or give " +
                    "them to single replies by ReplyOptions.Sampling.");
            }

            AtLeast(nameof(Threads), Threads, 0);
            OptionRange.RequireShare(nameof(TrainingShare), TrainingShare);
            AtLeast(nameof(PlannedUpdates), PlannedUpdates, 0);
            AtLeast(nameof(MaxBatch), MaxBatch, 1);
            AtLeast(nameof(MaxWaiting), MaxWaiting, 1);
            AtLeast(nameof(QueueCapacity), QueueCapacity, Ppo.BufferSize);
            AtLeast(nameof(CheckpointEvery), CheckpointEvery, 0);
            AtLeast(nameof(KeepCheckpoints), KeepCheckpoints, 1);
            AtLeast(nameof(KeepEvery), KeepEvery, 0);
            AtLeast(nameof(ReplySamples), ReplySamples, 0);
            if (Ppo.Schedule != LearningRateSchedule.Constant && PlannedUpdates == 0)
                throw new ArgumentException(
                    $"PlannedUpdates: expected 1 or more for the {Ppo.Schedule} schedule, but found 0. Set it, or use Constant.");
            if (RecordingFile != null && Replay != null)
                throw new ArgumentException(
                    "RecordingFile: expected none where recordings are learnt from, but found one. Leave one of both out.");
            if (Journal && RunFolder is null)
                throw new ArgumentException("Journal: expected a run folder to write into, but found none. Set TrainingOptions.RunFolder.");
            if (Resume && RunFolder is null)
                throw new ArgumentException("Resume: expected the run folder to resume, but found none. Set TrainingOptions.RunFolder.");
        }

        private static void AtLeast(string name, long value, long least)
        {
            if (value < least)
                throw new ArgumentException($"{name}: expected {least} or more, but found {value}.");
        }
    }
}
