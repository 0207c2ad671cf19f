#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Prompting;
using Repartee.Rewards;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Client
{
    /// <summary>
    /// A training session in a process of its own: the same answers and the same learning, and a crash of libtorch or of a driver costs the
    /// game nothing. The process is watched, and started again from its last checkpoint when it is lost; it ends with its parent. Reward
    /// functions run in the game's process, on a thread of their own. All members may be called from any thread.
    /// </summary>
    public sealed partial class TrainerProcess : ITrainingSession, IHostListener
    {
        private readonly TrainingOptions options;
        private readonly TrainerProcessOptions processOptions;
        private readonly Func<IHostChannel> launch;
        private readonly ILogger logger;
        private readonly RewardScorer scorer;
        private readonly UnacknowledgedConversations unacknowledged;
        private readonly ProcessPace pace;
        private readonly UpdateWaiters waiters;
        private readonly string name = Guid.NewGuid().ToString("N");
        private readonly IReadOnlyList<string> voiceNames;
        private readonly CancellationTokenSource stopRequested = new CancellationTokenSource();
        private readonly Lazy<Task> stopping;
        private ProcessConversationHost? host;
        private HostConnection? connection;
        private TrainerProcessException? away;
        private Task restarting = Task.CompletedTask;
        private Exception? error;
        private HealthStop? healthStop;
        private long nextConversation;
        private long nextId;
        private long generated;
        private long droppedThere;
        private int restartsInARow;

        private TrainerProcess(TrainingOptions options, TrainerProcessOptions processOptions, Func<IHostChannel> launch)
        {
            this.options = options with { Journal = options.RunFolder != null };
            this.processOptions = processOptions;
            this.launch = launch;
            logger = options.Logging.CreateLogger("Repartee.TrainerProcess");
            scorer = new RewardScorer(options.Rewards ?? new WeightedReward());
            unacknowledged = new UnacknowledgedConversations(options.QueueCapacity);
            pace = new ProcessPace(options.TrainingShare);
            waiters = new UpdateWaiters(new TrainingProgress(0, 0, 0, 0, new Dictionary<string, double>()));
            voiceNames = options.Voices.Keys.ToList();
            stopping = new Lazy<Task>(() => Task.Run(StopOnceAsync));
            Backend = new NativeBackendInfo("", "", "cpu", false, null, 0);
        }

        /// <inheritdoc/>
        public event Action<TrainingProgress>? UpdateCompleted;

        /// <inheritdoc/>
        public event Action<HealthStop>? HealthStopped;

        /// <summary>Raised when the process is lost, runs again, is given up or stopped, with one sentence for people. On a thread of the
        /// session: hand over to your own.</summary>
        public event Action<TrainerProcessState, string>? StateChanged;

        /// <summary>How the process is.</summary>
        public TrainerProcessState State { get; private set; } = TrainerProcessState.Running;

        /// <summary>How often it was started again.</summary>
        public int Restarts { get; private set; }

        /// <inheritdoc/>
        public PromptEncoder Encoder => host!.Encoder;

        /// <inheritdoc/>
        public ReplyStatistics Replies => host!.Replies.Statistics;

        /// <inheritdoc/>
        public NativeBackendInfo Backend { get; private set; }

        /// <inheritdoc/>
        public ITrainingPace Pace => pace;

        /// <inheritdoc/>
        public TrainingProgress Progress => waiters.Progress;

        /// <inheritdoc/>
        public Exception? Error => Volatile.Read(ref error);

        /// <inheritdoc/>
        public HealthStop? HealthStop => Volatile.Read(ref healthStop);

        /// <inheritdoc/>
        public long GeneratedTokens => Interlocked.Read(ref generated);

        /// <inheritdoc/>
        public long DroppedConversations => Interlocked.Read(ref droppedThere) + unacknowledged.Dropped;

        /// <inheritdoc/>
        public string? RunPath { get; private set; }

        /// <summary>Conversations that were handed over and are not yet safe in the run folder.</summary>
        internal int Unacknowledged => unacknowledged.Count;

        /// <summary>Starts the trainer's process and its session. Takes as long as loading libtorch and the actor, none of it on the caller's
        /// thread.</summary>
        /// <param name="options">What to train, and how; as for a session in this process.</param>
        /// <param name="processOptions">How the process is run; null: the defaults.</param>
        /// <param name="cancellation">Gives up and ends the process.</param>
        /// <returns>The running session; dispose of it to stop.</returns>
        /// <exception cref="ArgumentException">An option is missing or out of its range; the message names it.</exception>
        /// <exception cref="TrainerProcessException">The process cannot be started, or is no trainer of this version.</exception>
        /// <exception cref="NativeBackendException">libtorch cannot be loaded there; the message says why and what to do.</exception>
        /// <exception cref="IOException">The actor or run folder is not what it should be; so for InvalidDataException.</exception>
        public static Task<TrainerProcess> StartAsync(
            TrainingOptions options, TrainerProcessOptions? processOptions = null, CancellationToken cancellation = default)
        {
            var process = processOptions ?? new TrainerProcessOptions();
            process.Validate();
            return StartAsync(options, process, () => HostProcess.Start(process), cancellation);
        }

        /// <summary>The same with a process of a test's.</summary>
        internal static async Task<TrainerProcess> StartAsync(
            TrainingOptions options, TrainerProcessOptions processOptions, Func<IHostChannel> launch, CancellationToken cancellation)
        {
            options.Validate();
            var process = new TrainerProcess(options, processOptions, launch);
            try
            {
                await process.ConnectAsync(options.Resume, cancellation).ConfigureAwait(false);
                return process;
            }
            catch
            {
                await process.StopAsync().ConfigureAwait(false);
                throw;
            }
        }

        /// <inheritdoc/>
        public NpcConversation BeginConversation(DialogueState state)
        {
            ulong number = (ulong)(Interlocked.Increment(ref nextConversation) - 1);
            return new NpcConversation(host!, state, SessionDraws.Conversation(options.Seed, number), recorded: true);
        }

        /// <inheritdoc/>
        public NpcConversation BeginEvaluation(DialogueState state, long number) =>
            new NpcConversation(host!, state, SessionDraws.Evaluation(options.Seed, (ulong)number), recorded: false);

        /// <inheritdoc/>
        public NpcConversation BeginVoice(DialogueState state, string voice, long number) => new NpcConversation(
            host!, state, SessionDraws.Voice(options.Seed, (ulong)number), recorded: false, voice: SessionDraws.VoiceIndex(voiceNames, voice));

        /// <inheritdoc/>
        public Task<IReadOnlyList<NpcReply>> ReplyAllAsync(
            IReadOnlyList<NpcConversation> conversations, ReplyOptions? options = null, CancellationToken cancellation = default) =>
            BatchReply.AllAsync(conversations, options, jobs => Ask(jobs).Done, cancellation);

        /// <inheritdoc/>
        public Task<TrainingProgress> WaitForUpdateAsync(long update, CancellationToken cancellation = default) =>
            waiters.WaitFor(update, cancellation);

        /// <inheritdoc/>
        public async Task<string> SaveCheckpointAsync()
        {
            long id = Interlocked.Increment(ref nextId);
            var reader = await Connected().Request(id, HostConnection.Message(MessageKind.Save, id)).ConfigureAwait(false);
            return reader.ReadText();
        }

        /// <inheritdoc/>
        public async Task ContinueTrainingAsync(bool fromLastGood = true)
        {
            long id = Interlocked.Increment(ref nextId);
            var writer = new PackWriter();
            writer.WriteArrayHeader(3);
            writer.Write((int)MessageKind.Continue);
            writer.Write(id);
            writer.Write(fromLastGood);
            await Connected().Request(id, writer.ToArray()).ConfigureAwait(false);
        }

        /// <inheritdoc/>
        public async Task<ExportReport> FreezeAsync(string path, GgufType type, ExportOptions? options = null)
        {
            long id = Interlocked.Increment(ref nextId);
            byte[] message = ExportFormat.Request(id, Path.GetFullPath(path), type, options ?? new ExportOptions());
            return ExportFormat.ReadReport(await Connected().Request(id, message).ConfigureAwait(false));
        }

        /// <summary>
        /// Ends the session in its process, which writes a last checkpoint, and the process. Bounded by
        /// <see cref="TrainerProcessOptions.StopLimit"/>: then the process is ended as it is. Further calls return the same task.
        /// </summary>
        /// <returns>Completes when the process has ended.</returns>
        public Task StopAsync() => stopping.Value;

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => new ValueTask(StopAsync());

        void IHostListener.OnUpdated(TrainingProgress progress)
        {
            restartsInARow = 0;
            waiters.Reach(progress);
            Tell("UpdateCompleted", () => UpdateCompleted?.Invoke(progress));
        }

        void IHostListener.OnHealthStopped(HealthStop stop)
        {
            Volatile.Write(ref healthStop, stop);
            waiters.End(() => new HealthStopException(stop));
            Tell("HealthStopped", () => HealthStopped?.Invoke(stop));
        }

        void IHostListener.OnContinued() => Reopen();

        void IHostListener.OnTrainingStopped(Exception stopped)
        {
            Volatile.Write(ref error, stopped);
            waiters.End(() => new InvalidOperationException(stopped.Message, stopped));
        }

        void IHostListener.OnRecorded(long number) => unacknowledged.Acknowledge(number);

        void IHostListener.OnScoreWanted(HostConnection asking, long id, IReadOnlyList<ReplyContext> contexts) =>
            scorer.Score(asking, id, contexts);

        void IHostListener.OnLog(int level, string category, int eventId, string text)
        {
            if (Enum.IsDefined(typeof(LogLevel), level))
                options.Logging.CreateLogger(category).Log((LogLevel)level, new EventId(eventId), "{Message}", text);
        }

        void IHostListener.OnBeat(long droppedConversations) => Interlocked.Exchange(ref droppedThere, droppedConversations);

        /// <summary>Asks for replies, all in one batch.</summary>
        internal (long FirstId, Task Done) Ask(IReadOnlyList<GenerationJob> jobs)
        {
            if (stopRequested.IsCancellationRequested)
                return (0, Task.FromException(new ObjectDisposedException(
                    nameof(TrainerProcess), "The training session is stopped: start a new one to get replies.")));
            var asked = Volatile.Read(ref connection);
            if (asked is null)
                return (0, Task.FromException(away ?? Away("is being started")));
            long first = Interlocked.Add(ref nextId, jobs.Count) - jobs.Count + 1;
            var writer = new PackWriter();
            writer.WriteArrayHeader(2);
            writer.Write((int)MessageKind.Ask);
            writer.WriteArrayHeader(jobs.Count);
            var answers = new Task[jobs.Count];
            for (int i = 0; i < jobs.Count; i++)
            {
                answers[i] = asked.Expect(first + i, jobs[i]);
                JobFormat.Write(writer, first + i, jobs[i]);
            }

            asked.Post(writer.ToArray());
            return (first, CountAsync(jobs, Task.WhenAll(answers)));
        }

        internal void GiveUp(long id) => Volatile.Read(ref connection)?.GiveUp(id);

        internal void Record(FinishedConversation conversation) => unacknowledged.Add(conversation);

        private void Reopen()
        {
            Volatile.Write(ref healthStop, null);
            waiters.Reopen();
        }

        private void Tell(string name, Action raise)
        {
            try
            {
                raise();
            }
            catch (Exception thrown)
            {
                logger.LogError(
                    TrainingEvents.SubscriberFailed, thrown, "A subscriber of TrainerProcess.{Event} threw; training goes on.", name);
            }
        }

        private static TrainerProcessException Away(string how) =>
            new TrainerProcessException($"Expected the trainer's process to answer, but it {how}. NPCs need another voice until it runs again.");

        private HostConnection Connected() => Volatile.Read(ref connection) ?? throw (away ?? Away("is being started"));

        private async Task CountAsync(IReadOnlyList<GenerationJob> jobs, Task answered)
        {
            await answered.ConfigureAwait(false);
            Interlocked.Add(ref generated, jobs.Sum(job => (long)job.Tokens.Count));
        }
    }
}
