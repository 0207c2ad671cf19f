#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;
using Repartee.Prompting;

namespace Repartee.Frozen
{
    /// <summary>
    /// An actor that talks and no longer learns, from one GGUF file, computed in C# without native libraries: what a build ships. Several
    /// conversations share its weights. All members may be called from any thread unless they say otherwise; each conversation from one at
    /// a time.
    /// </summary>
    public sealed class FrozenActor : IDialogueActor, IDisposable
    {
        private readonly FrozenActorOptions options;
        private readonly TransformerWeights weights;
        private readonly WorkerTeam team;
        private readonly DecodingEngine engine;
        private readonly WarmUp warmUp;
        private readonly FrozenHost host;
        private readonly EngineThread? thread;
        private readonly EngineSteps? steps;
        private long nextConversation;
        private int disposed;

        private FrozenActor(FrozenModel model, FrozenActorOptions options, TransformerWeights weights, WorkerTeam team)
        {
            this.options = options;
            this.weights = weights;
            this.team = team;
            warmUp = new WarmUp(weights.Matrices, team, model.File, options.Stepped);
            Config = model.Config;
            Info = model.Info;
            StopTokens = model.StopTokens;
            Encoder = model.Encoder;
            Sampling = options.Sampling ?? AdvisedSampling.Of(model.Sampling, Config.ContextLength);
            var engineOptions = new EngineOptions
            {
                StopTokens = new HashSet<int>(StopTokens),
                MaxCaches = options.MaxCaches,
                MostWaiting = options.MaxWaiting,
                InPlace = options.Stepped,
                PromptRows = options.Stepped ? EngineSteps.PromptRows : EngineThread.PromptRows,
                Clock = options.Clock ?? SystemClock.Now,
            };
            RowMath math = KernelChoice.Rows();
            int rows = engineOptions.PromptRows + DecodingEngine.MostActive;
            var pass = new ForwardPass(weights, rows, team, KernelChoice.Matrices(), math);
            engine = new DecodingEngine(Config, pass, new TokenSampler(Config.VocabSize, math), warmUp, engineOptions);
            host = new FrozenHost(engine, Encoder, Sampling, Config.ContextLength, Info.PolicyVersion ?? 0);
            if (options.Stepped)
                steps = new EngineSteps(engine, engineOptions.Clock);
            else
                thread = new EngineThread(engine);
        }

        /// <summary>The actor's shape.</summary>
        public FrozenConfig Config { get; }

        /// <summary>Where the actor comes from.</summary>
        public FrozenActorInfo Info { get; }

        /// <summary>Sampling of replies that ask for no other.</summary>
        public SamplingOptions Sampling { get; }

        /// <inheritdoc/>
        public PromptEncoder Encoder { get; }

        /// <inheritdoc/>
        public ReplyStatistics Replies => host.Replies.Statistics;

        /// <summary>Ids that end a reply.</summary>
        public IReadOnlyList<int> StopTokens { get; }

        /// <summary>Bytes of the weights, once they are in memory: about the file's size.</summary>
        public long WeightBytes => weights.Bytes;

        /// <summary>Prompt tokens read so far.</summary>
        internal long ReadTokens => engine.ReadTokens;

        /// <summary>Opens a file and makes the actor ready to talk, before all of its weights are in memory: they follow while it talks or
        /// waits, and until then it is slower (<see cref="WarmUpAsync"/>). The file must not change meanwhile.</summary>
        /// <param name="path">A GGUF file of the llama, qwen2 or qwen3 architecture, with weights as F32, F16, BF16 or Q8_0. It is not
        /// trusted.</param>
        /// <param name="options">How it is played; null: the defaults.</param>
        /// <returns>The actor; dispose it.</returns>
        /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
        /// <exception cref="InvalidDataException">The file is damaged or of a kind that is not supported; the message says what is
        /// wrong and what to do.</exception>
        /// <exception cref="IOException">The file is missing or cannot be read.</exception>
        /// <exception cref="OutOfMemoryException">The weights do not fit into memory.</exception>
        public static FrozenActor Load(string path, FrozenActorOptions? options = null)
        {
            options ??= new FrozenActorOptions();
            options.Validate();
            FrozenModel model = FrozenModel.Open(path, options.ChatTemplate);
            var team = new WorkerTeam(options.ThreadCount, "Repartee frozen actor");
            TransformerWeights? weights = null;
            try
            {
                weights = WeightLoader.Load(model.File, model.Config);
                return new FrozenActor(model, options, weights, team);
            }
            catch
            {
                weights?.Dispose();
                team.Dispose();
                model.Dispose();
                throw;
            }
        }

        /// <summary>Like <see cref="Load"/>, away from the caller's thread.</summary>
        /// <param name="path">As there.</param>
        /// <param name="options">As there.</param>
        /// <returns>The actor; dispose it.</returns>
        public static Task<FrozenActor> LoadAsync(string path, FrozenActorOptions? options = null) => Task.Run(() => Load(path, options));

        /// <summary>Waits until all weights are in memory and the file is closed, as behind a loading screen.</summary>
        /// <returns>Completes then. With <see cref="FrozenActorOptions.Stepped"/>, call <see cref="Step"/> for that.</returns>
        /// <exception cref="InvalidDataException">The weights are broken; replies fail with the same message.</exception>
        /// <exception cref="OperationCanceledException">The actor was disposed.</exception>
        public Task WarmUpAsync() => warmUp.Done;

        /// <inheritdoc/>
        public NpcConversation BeginConversation(DialogueState state)
        {
            ulong number = (ulong)(Interlocked.Increment(ref nextConversation) - 1);
            return new NpcConversation(host, state, CounterRandom.Derive(CounterRandom.Derive(options.Seed, 3), number), host.IsRecorded);
        }

        /// <summary>Reads a persona, and what else a state holds, ahead of time: the first reply to a conversation that begins so comes
        /// sooner. Without it, the first conversation with a persona reads it, and later ones go on from there.</summary>
        /// <param name="state">Persona and what was said before.</param>
        /// <returns>Completes when it is read. With <see cref="FrozenActorOptions.Stepped"/>, call <see cref="Step"/> for that.</returns>
        /// <exception cref="ArgumentException">The state is too long for the actor.</exception>
        public Task PrepareAsync(DialogueState state)
        {
            int room = Sampling.PromptRoom(Config.ContextLength);
            var job = new GenerationJob(Encoder.Encode(state, room).Ids.ToArray(), Sampling, seed: 0);
            return engine.Submit(job, deadline: null, readOnly: true);
        }

        /// <summary>Hands over what is said in conversations that begin from now on.</summary>
        internal void RecordTo(ConversationSink sink) => host.RecordTo(sink);

        /// <summary>Continues a prompt of tokens, outside any conversation.</summary>
        /// <param name="prompt">Token ids, at least one, fewer than <see cref="FrozenConfig.ContextLength"/>.</param>
        /// <param name="sampling">How tokens are drawn, and how many.</param>
        /// <param name="seed">Decides the draws.</param>
        /// <param name="onToken">Called with each fresh token on the thread that computes; null (default) for nobody.</param>
        /// <param name="cancellation">Gives up: what was sampled by then is returned.</param>
        /// <returns>The continuation.</returns>
        /// <exception cref="ArgumentException">The prompt is empty, too long, or not of this vocabulary; or an option is out of its
        /// range.</exception>
        /// <exception cref="InvalidOperationException"><paramref name="onToken"/> threw; its exception is the inner one.</exception>
        public async Task<Continuation> GenerateAsync(
            IReadOnlyList<int> prompt, SamplingOptions sampling, ulong seed = 1, Action<int>? onToken = null,
            CancellationToken cancellation = default)
        {
            sampling.Validate();
            var announce = onToken is null ? default(Action<GenerationJob, int>) : (made, first) => onToken(made.Tokens[first]);
            var job = new GenerationJob(prompt.ToArray(), sampling, CounterRandom.Derive(seed, 0), cancellation, announce);
            await new InlineAwait<GenerationOutcome>(engine.Submit(job, deadline: null));
            if (job.CallerError != null)
                throw new InvalidOperationException($"The receiver of fresh tokens failed: {job.CallerError.Message}", job.CallerError);
            return new Continuation(job.Prompt, job.Tokens, job.LogProbs, job.Finish ?? FinishReason.Cancelled);
        }

        /// <summary>
        /// Works on what was asked for, on the calling thread, for about the given time: it stops before a piece of work that would
        /// probably take longer. A piece is a layer or a part of the head, for up to 16 tokens at a time, or 1 MiB of weights to bring into
        /// memory; at least one is done. Streamed text and what waits for replies runs inside this call. One thread at a time.
        /// </summary>
        /// <param name="maxMilliseconds">Time to work, 0 or more; 2 ms of a frame of 16.7 is a beginning.</param>
        /// <returns>Whether there is more to do.</returns>
        /// <exception cref="InvalidOperationException">The actor has a thread of its own (<see cref="FrozenActorOptions.Stepped"/> is
        /// false).</exception>
        /// <exception cref="ArgumentOutOfRangeException">The time is negative or no number.</exception>
        /// <exception cref="ObjectDisposedException">The actor is disposed.</exception>
        public bool Step(double maxMilliseconds)
        {
            if (steps is null)
                throw new InvalidOperationException(
                    "Expected an actor that the game steps, but this one has a thread of its own. Load it with " +
                    "FrozenActorOptions.Stepped, or do not call Step.");
            if (!(maxMilliseconds >= 0))
                throw new ArgumentOutOfRangeException(
                    nameof(maxMilliseconds), maxMilliseconds, "Expected 0 milliseconds or more. Give the part of a frame that is free.");
            if (Volatile.Read(ref disposed) != 0) throw new ObjectDisposedException(nameof(FrozenActor));
            // Not FromMilliseconds, which Mono rounds to whole ones.
            return steps.Run(new TimeSpan((long)(Math.Min(maxMilliseconds, 1e6) * TimeSpan.TicksPerMillisecond)));
        }

        /// <summary>Cancels all replies, ends the threads and frees the weights. Must not be called from streamed text, which runs on the
        /// thread that would have to end.</summary>
        /// <exception cref="InvalidOperationException">It was called from there.</exception>
        public void Dispose()
        {
            if (steps?.IsRunning == true || thread?.IsCurrent == true)
                throw new InvalidOperationException(
                    "Expected Dispose outside of the actor's own calls, but a receiver of text or of a reply called it. " +
                    "Dispose the actor later.");
            if (Interlocked.Exchange(ref disposed, 1) != 0) return;
            engine.Close();
            thread?.Dispose();
            engine.Dispose();
            warmUp.Dispose();
            team.Dispose();
            weights.Dispose();
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            if (options.Stepped)
            {
                Dispose();
                return default;
            }

            return new ValueTask(Task.Run(Dispose));
        }
    }
}
