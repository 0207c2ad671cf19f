#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Prompting;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Sessions.Recordings;
using Repartee.Training.Actor;
using Repartee.Training.Cuda;
using Repartee.Training.Experience;
using Repartee.Training.Export;
using Repartee.Training.Generation;
using Repartee.Training.Lora;
using Repartee.Training.Native;
using Repartee.Training.Play;
using Repartee.Training.Ppo;
using Repartee.Training.RewardModel;
using TorchSharp;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// NPCs that talk while they learn. One actor thread answers, one trainer thread learns from finished conversations; the game's
    /// thread only hands over and never waits. All members may be called from any thread; each conversation from one at a time.
    /// </summary>
    public sealed class TrainingSession : ITrainingSession
    {
        private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

        private readonly ActorNetwork network;
        private readonly ActorWorker worker;
        private readonly ExperienceQueue experience;
        private readonly TrainerThread trainer;
        private readonly ConversationHost host;
        private readonly SessionRewards rewards;
        private readonly IReadOnlyList<string> voiceNames;
        private readonly AdapterStack? voices;
        private readonly DecoderReference? reference;
        private readonly RunFolder? run;
        private readonly ConversationJournal? journal;
        private readonly ConversationRecorder? recorder;
        private readonly ActorFreezer freezer;
        private readonly SessionMeter meter;
        private readonly ILogger logger;
        private readonly Lazy<Task> stopping;
        private readonly ulong seed;
        private readonly long takenBefore;
        private long nextConversation;

        /// <summary>Makes everything; its tensors belong to the caller's dispose scope, and what else must be freed if this throws to
        /// <paramref name="unwind"/>. The trainer's thread is not started yet.</summary>
        private TrainingSession(
            TrainingOptions options, StartingActor starting, RewardModelInfo? rewardModel, NativeBackendInfo backend, int threads,
            ILogger logger, ICollection<IDisposable> unwind)
        {
            Backend = backend;
            EncoderFolder = starting.Folder.Path;
            this.logger = logger;
            seed = options.Seed;
            Pace = new TrainingPace(options.Clock, options.TrainingShare);
            stopping = new Lazy<Task>(() => Task.Run(Stop));
            var (start, actor) = (TrainerStart.Fresh, starting.Folder);
            if (options.Resume)
                (run, start) = RunFolder.Resume(options.RunFolder!, starting, options);
            if (run != null)
                unwind.Add(run);
            takenBefore = nextConversation = start.Counters.Taken;
            var device = torch.device(backend.Device);
            network = new ActorNetwork(actor.Config, device, options.Precision.TypeOn(device));
            var learner = starting.Learn(network, options);
            rewards = SessionRewards.Create(options, rewardModel, actor, learner);
            start.Learner?.Restore(learner);
            reference = Reference(learner, options, threads);
            voiceNames = options.Voices.Keys.ToList();
            voices = options.Voices.Count > 0 ? new AdapterStack(network, options.Voices.Values.ToList()) : null;
            Policy Voiced(IReadOnlyList<GenerationJob> jobs) => new Policy(learner.Actor.Weights, voices!.Rows(jobs.Select(j => j.Voice)));
            var published = learner.Published();
            if (run is null && options.RunFolder != null)
            {
                run = RunFolder.Create(options.RunFolder, starting, options);
                unwind.Add(run);
            }

            if (options.Journal)
                journal = ConversationJournal.Open(run!.Path, run.RunId, start.Counters.Passed, run.Writes);
            var unlearnt = journal?.Waiting ?? Array.Empty<FinishedConversation>();
            nextConversation += unlearnt.Count;
            experience = new ExperienceQueue(options.QueueCapacity + unlearnt.Count, start.Counters.Passed);
            foreach (var conversation in unlearnt)
                experience.Add(conversation);
            recorder = Recorder(options, starting);
            Intake = new ExperienceIntake(experience, journal, recorder);
            var speakers = voices is null ? null : new StaticBatchEngine(Generator(actor), options.MaxBatch, Voiced);
            var engine = Engine(actor, options.MaxBatch, threads);
            worker = new ActorWorker(engine, published, start.Counters.Updates, threads, speakers, options.MaxWaiting);
            meter = new SessionMeter(options.Clock);
            try
            {
                host = new ConversationHost(worker, Intake, actor.Encoder, options.Sampling, actor.Config.MaxPositions, options.Clock,
                    meter);
                var loop = new TrainerLoop(options with { Rewards = rewards.Sum }, learner, experience, worker, run, start, Pace,
                    reference, journal);
                trainer = new TrainerThread(loop, threads, options.Logging.CreateLogger("Repartee.Trainer"));
                freezer = new ActorFreezer(actor, worker, options.Sampling, run?.RunId);
            }
            catch
            {
                meter.Dispose();
                worker.Dispose();
                journal?.Dispose();
                recorder?.Dispose();
                throw;
            }

            trainer.Updated += meter.CountUpdate;
            trainer.Updated += progress => UpdateCompleted?.Invoke(progress);
            trainer.Held += stop => HealthStopped?.Invoke(stop);
            trainer.Continued += () => TrainingContinued?.Invoke();
            meter.Observe(() => worker.GeneratedTokens, () => experience.Dropped, () => experience.Waiting, () => host.Replies.Statistics.Refused);
        }

        /// <summary>Raised after each update, on the trainer thread: hand over to your own thread, and do not block.</summary>
        public event Action<TrainingProgress>? UpdateCompleted;

        /// <summary>Raised when training pauses by itself, on the trainer thread: hand over to your own thread, and do not block.</summary>
        public event Action<HealthStop>? HealthStopped;

        /// <summary>Raised on the trainer thread when it goes on after that.</summary>
        internal event Action? TrainingContinued;

        /// <inheritdoc/>
        public PromptEncoder Encoder => host.Encoder;

        /// <inheritdoc/>
        public ReplyStatistics Replies => host.Replies.Statistics;

        /// <inheritdoc/>
        public NativeBackendInfo Backend { get; }

        /// <summary>How much of the time training may compute, and whether at all: for the game to change while it runs.</summary>
        public TrainingPace Pace { get; }

        ITrainingPace ITrainingSession.Pace => Pace;

        /// <inheritdoc/>
        public TrainingProgress Progress => trainer.Progress;

        /// <inheritdoc/>
        public Exception? Error => trainer.Error;

        /// <inheritdoc/>
        public HealthStop? HealthStop => trainer.HealthStop;

        /// <inheritdoc/>
        public long GeneratedTokens => worker.GeneratedTokens;

        /// <inheritdoc/>
        public long DroppedConversations => experience.Dropped;

        /// <summary>What scores the replies: the session's reward functions and its reward model. Until the session stops it may be used
        /// from any thread, such as for an evaluation.</summary>
        public WeightedReward Rewards => rewards.Sum;

        /// <inheritdoc/>
        public string? RunPath => run?.Path;

        /// <summary>Completes when training has ended, with what stopped it by itself; null where the session was stopped.</summary>
        internal Task<Exception?> TrainingEnded => trainer.Ended;

        /// <summary>Where finished conversations come in.</summary>
        internal ExperienceIntake Intake { get; }

        /// <summary>What a conversation outside of this process needs to know of it.</summary>
        internal IConversationHost Host => host;

        /// <summary>Folder of the backbone with the tokenizer's files.</summary>
        internal string EncoderFolder { get; }

        /// <summary>Number of the next conversation; its draws are a function of it.</summary>
        internal long NextConversation => Interlocked.Read(ref nextConversation);

        /// <summary>Conversations the trainer took or is about to take, those before a resume included.</summary>
        internal long DeliveredConversations => takenBefore + experience.Delivered;

        /// <summary>Answers prompts in one batch; each job's outcome says how it went.</summary>
        internal Task Answer(IReadOnlyList<GenerationJob> jobs) => meter.Measure(jobs, worker.SubmitAll);

        /// <summary>Conversations the trainer has not taken yet.</summary>
        internal int WaitingConversations => experience.Waiting;

        /// <summary>Loads libtorch, the actor and, for a resume, the newest checkpoint, and starts both threads. Takes up to a few seconds,
        /// none of them on the caller's thread.</summary>
        /// <param name="options">What to train, and how.</param>
        /// <param name="cancellation">Gives up before the threads start.</param>
        /// <returns>The running session; dispose of it to stop.</returns>
        /// <exception cref="ArgumentException">An option is missing or out of its range; the message names it.</exception>
        /// <exception cref="NativeBackendException">libtorch can not be loaded; the message says why and what to do.</exception>
        /// <exception cref="System.IO.IOException">The actor or run folder is not what it should be; so for
        /// InvalidDataException.</exception>
        public static Task<TrainingSession> StartAsync(TrainingOptions options, CancellationToken cancellation = default)
        {
            options.Validate();
            return Task.Run(() => Start(options, cancellation), cancellation);
        }

        /// <summary>Begins a conversation that the trainer will learn from.</summary>
        /// <param name="state">Persona and what was said before; its last line may be the player's.</param>
        /// <returns>The conversation. End it by <see cref="NpcConversation.Complete"/> or
        /// <see cref="NpcConversation.Interrupt"/>.</returns>
        public NpcConversation BeginConversation(DialogueState state)
        {
            ulong number = (ulong)(Interlocked.Increment(ref nextConversation) - 1);
            return new NpcConversation(host, state, SessionDraws.Conversation(seed, number), recorded: true);
        }

        /// <summary>Begins a conversation of a dataset player, whose number decides its draws.</summary>
        internal NpcConversation BeginPlayed(DialogueState state, long number) =>
            new NpcConversation(host, state, SessionDraws.Played(seed, (ulong)number), recorded: true);

        /// <inheritdoc/>
        public NpcConversation BeginEvaluation(DialogueState state, long number) =>
            new NpcConversation(host, state, SessionDraws.Evaluation(seed, (ulong)number), recorded: false);

        /// <inheritdoc/>
        public NpcConversation BeginVoice(DialogueState state, string voice, long number) => new NpcConversation(
            host, state, SessionDraws.Voice(seed, (ulong)number), recorded: false, voice: SessionDraws.VoiceIndex(voiceNames, voice));

        /// <inheritdoc/>
        public Task<IReadOnlyList<NpcReply>> ReplyAllAsync(
            IReadOnlyList<NpcConversation> conversations, ReplyOptions? options = null, CancellationToken cancellation = default) =>
            BatchReply.AllAsync(conversations, options, Answer, cancellation);

        /// <inheritdoc/>
        public Task<TrainingProgress> WaitForUpdateAsync(long update, CancellationToken cancellation = default) =>
            trainer.WaitFor(update, cancellation);

        /// <inheritdoc/>
        public Task<string> SaveCheckpointAsync() => trainer.SaveCheckpoint();

        /// <inheritdoc/>
        public Task ContinueTrainingAsync(bool fromLastGood = true) => trainer.Continue(fromLastGood);

        /// <inheritdoc/>
        public Task<ExportReport> FreezeAsync(string path, GgufType type, ExportOptions? options = null) =>
            freezer.Freeze(path, type, options ?? new ExportOptions(), Progress);

        /// <summary>Writes <c>summary.json</c> into the run folder; nothing without one.</summary>
        /// <param name="summary">Values by name; numbers, texts, or what System.Text.Json writes.</param>
        public void WriteSummary(IReadOnlyDictionary<string, object> summary) => run?.WriteSummary(summary);

        /// <summary>Writes an evaluation's replies into <c>evaluations.jsonl</c> of the run folder, a line each with the present update and
        /// its place in the list; nothing without a run folder. The report compares the first evaluation with the last, row by row: give
        /// the same rows in the same order each time. Any thread.</summary>
        /// <param name="replies">What <see cref="DatasetPlayer.EvaluateAsync"/> gave.</param>
        /// <exception cref="System.IO.IOException">The file can not be written.</exception>
        public void WriteEvaluation(IReadOnlyList<EvaluatedReply> replies) => run?.Logs.AppendEvaluation(Progress.Update, replies);

        /// <summary>
        /// Ends the trainer between two updates (one that is running is undone), writes a last checkpoint, and ends the actor. Bounded: a
        /// thread that does not end in a minute is left behind. Further calls return the same task. A last checkpoint that could not be
        /// written is told by <see cref="Error"/> and the log; earlier ones are whole.
        /// </summary>
        /// <returns>Completes when both threads have ended.</returns>
        public Task StopAsync() => stopping.Value;

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => new ValueTask(StopAsync());

        private static TrainingSession Start(TrainingOptions options, CancellationToken cancellation)
        {
            var actor = StartingActor.Open(options);
            options.Sampling.PromptRoom(actor.Folder.Config.MaxPositions);      // throws when there is none
            var rewardModel = SessionRewards.Check(options, actor.Folder);
            if (options.RunFolder != null && !options.Resume)
                RunFolder.RequireNew(options.RunFolder);
            int threads = options.ThreadCount;
            var native = new NativeBackendOptions { Device = options.Device };
            NativeBackend.Load(native);
            torch.set_num_threads(threads);                                     // of this thread; both workers set their own
            var backend = NativeBackend.Load(native);                           // describes what is now in force
            var logger = options.Logging.CreateLogger("Repartee.Session");
            logger.LogInformation(TrainingEvents.SessionStarted, "{Backend}", backend);
            cancellation.ThrowIfCancellationRequested();
            using var tensors = torch.NewDisposeScope();                        // frees what was made so far when a later part fails
            var unwind = new List<IDisposable>();
            try
            {
                var session = new TrainingSession(options, actor, rewardModel, backend, threads, logger, unwind);
                tensors.Detach(tensors.DisposablesView);
                session.run?.Describe(backend);
                session.trainer.Start();
                return session;
            }
            catch
            {
                unwind.ForEach(made => made.Dispose());
                throw;
            }
        }

        private BatchGenerator Generator(ActorFolder actor) => new BatchGenerator(network, actor.StopTokens, actor.Encoder.PadToken);

        /// <summary>The fastest that plays this network here: the managed decoder, our CUDA kernels, or TorchScript.</summary>
        private IGenerationEngine Engine(ActorFolder actor, int mostActive, int threads)
        {
            if (DecoderShape.Of(network) is FrozenConfig shape)
                return new DecoderEngine(shape, actor.StopTokens, mostActive, threads);
            try
            {
                if (CudaForward.Supports(network))
                    return new CudaEngine(network, actor.StopTokens, mostActive, Backend.LibTorchFolder);
            }
            catch (CudaException missing)
            {
                logger.LogWarning(
                    TrainingEvents.SlowReplies, "Replies are made by TorchScript, several times more slowly, because {Reason}",
                    missing.Message);
            }

            return new StaticBatchEngine(Generator(actor), mostActive);
        }

        private ConversationRecorder? Recorder(TrainingOptions options, StartingActor starting)
        {
            if (!(options.RecordingFile is string path))
                return null;
            var made = ConversationRecorder.Open(
                path,
                starting.Folder.Encoder,
                new RecordedSession
                {
                    Actor = starting.WeightsHash(),
                    RunId = run?.RunId,
                    Seed = options.Seed,
                    Temperature = options.Sampling.Temperature,
                    Began = options.Clock.GetUtcNow(),
                },
                error => logger.LogError(
                    TrainingEvents.RecordingFailed, error, "{Path} is recorded no further, because {Reason} What ends from now on is learnt from and not " +
                        "recorded.", path, error.Message));
            if (made.CutBytes > 0)
                logger.LogWarning(
                    TrainingEvents.RecordingCut, "{Path} ended in a torn record of {Bytes} bytes, which is cut off.", made.Path, made.CutBytes);
            return made;
        }

        private DecoderReference? Reference(Learner learner, TrainingOptions options, int threads) =>
            learner.Reference is Policy policy && policy.Adapter.Length == 0 && DecoderShape.Of(network) is FrozenConfig shape
                ? new DecoderReference(shape, policy.Weights, options.Sampling.Temperature, threads)
                : null;

        private void Stop()
        {
            bool trained = trainer.Stop(StopLimit);                             // first: it publishes to the worker
            bool talked = worker.Stop(StopLimit);
            meter.Dispose();                                                    // the last update and reply are counted
            if (!trained || !talked)
            {
                logger.LogError(
                    TrainingEvents.ThreadLeftBehind,
                    "Expected both threads to end within {Limit}, but one still runs; its memory stays in use until the process ends.",
                    StopLimit);
                return;
            }

            run?.Close(Backend, logger);
            worker.Dispose();
            journal?.Dispose();
            recorder?.Dispose();
            run?.Dispose();
            rewards.Dispose();
            trainer.Free();
            reference?.Dispose();
            voices?.Dispose();
            network.Dispose();
        }
    }
}
