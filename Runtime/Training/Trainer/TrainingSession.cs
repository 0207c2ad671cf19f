#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Repartee.Dialogue;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Native;
using Repartee.Training.Ppo;
using TorchSharp;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// NPCs that talk while they learn. One actor thread answers, one trainer thread learns from finished conversations; the game's
    /// thread only hands over and never waits. All members may be called from any thread; each conversation from one at a time.
    /// </summary>
    public sealed class TrainingSession : IAsyncDisposable
    {
        private readonly ActorNetwork network;
        private readonly ActorWorker worker;
        private readonly ExperienceQueue experience;
        private readonly TrainerThread trainer;
        private readonly ConversationHost host;
        private readonly RunFolder? run;
        private readonly ulong seed;
        private long nextConversation;
        private int stopped;

        private TrainingSession(TrainingOptions options, ActorFolder actor, NativeBackendInfo backend, RunFolder? run, TrainerStart start)
        {
            Backend = backend;
            this.run = run;
            seed = options.Seed;
            int threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
            torch.set_num_threads(threads);
            var encoder = actor.Encoder;
            network = new ActorNetwork(actor.Config, torch.device(backend.Device));
            var learner = new Learner(network, actor.ReadWeights(network.Layout), options.Ppo, encoder.PadToken, options.Seed);
            experience = new ExperienceQueue(options.QueueCapacity);
            var generator = new BatchGenerator(network, encoder.StopTokens, encoder.PadToken);
            var published = new ActorWeights(network.Layout, network.Device, trainable: false);
            published.Arena.Load(start.Learner?.Actor ?? actor.ReadWeights(network.Layout));
            worker = new ActorWorker(generator, published, start.Counters.Updates, options.MaxBatch, threads);
            host = new ConversationHost(worker, experience, encoder, options.Sampling, actor.Config.MaxPositions, options.Clock);
            nextConversation = start.Counters.Taken;
            var loop = new TrainerLoop(options, learner, experience, worker, run, start);
            trainer = new TrainerThread(loop, threads, options.Logging.CreateLogger("Repartee.Trainer"));
            trainer.Updated += progress => UpdateCompleted?.Invoke(progress);
        }

        /// <summary>Raised after each update, on the trainer thread: hand over to your own thread, and do not block.</summary>
        public event Action<TrainingProgress>? UpdateCompleted;

        /// <summary>Which libtorch and device are in use.</summary>
        public NativeBackendInfo Backend { get; }

        /// <summary>The last update's metrics; update 0 and no metrics before the first.</summary>
        public TrainingProgress Progress => trainer.Progress;

        /// <summary>Why training stopped by itself, or null. The actor keeps talking.</summary>
        public Exception? Error => trainer.Error;

        /// <summary>Tokens the actor sampled since this session's start, evaluation included.</summary>
        public long GeneratedTokens => worker.GeneratedTokens;

        /// <summary>Finished conversations that were dropped because the trainer could not keep up.</summary>
        public long DroppedConversations => experience.Dropped;

        /// <summary>Full path of the run folder; null when nothing is written.</summary>
        public string? RunPath => run?.Path;

        /// <summary>Number the next recorded conversation gets; after a resume it goes on where the run left off.</summary>
        public long NextConversation => Interlocked.Read(ref nextConversation);

        /// <summary>Loads libtorch, the actor and, for a resume, the newest checkpoint, and starts both threads. Takes up to a few seconds,
        /// none of them on the caller's thread.</summary>
        /// <param name="options">What to train, and how.</param>
        /// <param name="cancellation">Gives up before the threads start.</param>
        /// <returns>The running session; dispose of it to stop.</returns>
        /// <exception cref="ArgumentException">An option is missing or out of its range; the message names it.</exception>
        /// <exception cref="NativeBackendException">libtorch can not be loaded; the message says why and what to do.</exception>
        /// <exception cref="System.IO.IOException">The actor or run folder is not what it should be; so for InvalidDataException.</exception>
        public static Task<TrainingSession> StartAsync(TrainingOptions options, CancellationToken cancellation = default)
        {
            options.Validate();
            return Task.Run(() => Start(options, cancellation), cancellation);
        }

        /// <summary>Begins a conversation that the trainer will learn from.</summary>
        /// <param name="state">Persona and what was said before; its last line may be the player's.</param>
        /// <returns>The conversation. End it by <see cref="NpcConversation.Complete"/> or <see cref="NpcConversation.Interrupt"/>.</returns>
        public NpcConversation BeginConversation(DialogueState state)
        {
            ulong number = (ulong)(Interlocked.Increment(ref nextConversation) - 1);
            return new NpcConversation(host, state, CounterRandom.Derive(CounterRandom.Derive(seed, 3), number), recorded: true);
        }

        /// <summary>Begins a conversation that nothing is learnt from, such as an evaluation.</summary>
        /// <param name="state">Persona and what was said before.</param>
        /// <param name="number">Decides its draws together with the session's seed: the same number, the same draws.</param>
        /// <returns>The conversation.</returns>
        public NpcConversation BeginEvaluation(DialogueState state, long number) =>
            new NpcConversation(host, state, CounterRandom.Derive(CounterRandom.Derive(seed, 4), (ulong)number), recorded: false);

        /// <summary>Lets many NPCs answer at once, in batches whose make-up depends on the list alone: reruns are alike.</summary>
        /// <param name="conversations">Each with a state whose last line is the player's.</param>
        /// <param name="options">As for a single reply; deadlines are not kept here.</param>
        /// <param name="cancellation">Gives all replies up.</param>
        /// <returns>Replies in the given order.</returns>
        public async Task<IReadOnlyList<NpcReply>> ReplyAllAsync(
            IReadOnlyList<NpcConversation> conversations, ReplyOptions? options = null, CancellationToken cancellation = default)
        {
            var wanted = options ?? ReplyOptions.Default;
            var jobs = conversations.Select(c => c.Ask(c.State, null, wanted, cancellation)).ToList();
            await worker.SubmitAll(jobs).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (jobs.Any(j => j.Finish == FinishReason.Cancelled))
                throw new OperationCanceledException("The training session stopped before all replies were finished.");
            return conversations.Select((c, i) => c.Accept(c.State, jobs[i])).ToList();
        }

        /// <summary>Completes once this many updates are done, those before a resume included.</summary>
        /// <param name="update">Number of updates.</param>
        /// <param name="cancellation">Stops waiting; training goes on.</param>
        /// <returns>Progress at that moment or later.</returns>
        /// <exception cref="InvalidOperationException">Training stopped by an error, which is the inner exception.</exception>
        public async Task<TrainingProgress> WaitForUpdateAsync(long update, CancellationToken cancellation = default)
        {
            var update1 = trainer.WaitFor(update);
            var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = cancellation.Register(() => cancelled.TrySetResult(true));
            await Task.WhenAny(update1, cancelled.Task).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return await update1.ConfigureAwait(false);
        }

        /// <summary>Writes <c>summary.json</c> into the run folder; nothing without one.</summary>
        /// <param name="summary">Values by name; numbers, texts, or what System.Text.Json writes.</param>
        public void WriteSummary(IReadOnlyDictionary<string, object> summary) => run?.WriteSummary(summary);

        /// <summary>
        /// Ends the trainer between two updates (one that is running is undone), writes a last checkpoint, and ends the actor. Bounded: a
        /// thread that does not end in a minute is left behind.
        /// </summary>
        /// <returns>Completes when both threads have ended.</returns>
        public async Task StopAsync()
        {
            if (Interlocked.Exchange(ref stopped, 1) == 1)
                return;
            await Task.Run(() =>
            {
                trainer.Dispose();
                worker.Dispose();
                network.Dispose();
            }).ConfigureAwait(false);
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

        private static TrainingSession Start(TrainingOptions options, CancellationToken cancellation)
        {
            var actor = ActorFolder.Open(options.ActorFolder);
            if (options.Sampling.MaxTokens >= actor.Config.MaxPositions)
            {
                throw new ArgumentException(
                    $"Sampling.MaxTokens: expected less than the actor's context of {actor.Config.MaxPositions} tokens, but found {options.Sampling.MaxTokens}.");
            }

            var backend = NativeBackend.Load(new NativeBackendOptions { Device = options.Device });
            var logger = options.Logging.CreateLogger("Repartee.Session");
            logger.LogInformation("{Backend}", backend);
            RunFolder? run = null;
            var start = TrainerStart.Fresh;
            if (options.RunFolder != null && options.Resume)
                (run, start) = RunFolder.Resume(options.RunFolder, actor, options);
            else if (options.RunFolder != null)
                run = RunFolder.Create(options.RunFolder, actor, options);
            cancellation.ThrowIfCancellationRequested();
            return new TrainingSession(options, actor, backend, run, start);
        }
    }
}
