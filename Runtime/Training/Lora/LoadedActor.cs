#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using TorchSharp;

namespace Repartee.Training.Lora
{
    /// <summary>
    /// An actor in memory, ready to talk and not to learn: its weights with the adapter, if it comes with one, merged into them. Or one
    /// backbone for several NPCs with an adapter each: voices, which may be mixed in a batch. Use from one thread at a time, and dispose of
    /// it.
    /// </summary>
    public sealed class LoadedActor : IDisposable
    {
        private readonly ActorNetwork network;
        private readonly ActorWeights weights;
        private readonly BatchGenerator generator;
        private readonly AdapterStack? voices;

        private LoadedActor(
            ActorFolder folder, ActorNetwork network, ActorWeights weights, IReadOnlyDictionary<string, string> voiceFolders, NativeBackendInfo backend)
        {
            Folder = folder;
            Voices = voiceFolders.Keys.ToList();
            voices = voiceFolders.Count > 0 ? new AdapterStack(network, voiceFolders.Values.ToList()) : null;
            Backend = backend;
            this.network = network;
            this.weights = weights;
            generator = new BatchGenerator(network, folder.StopTokens, folder.Encoder.PadToken);
        }

        /// <summary>Where it came from.</summary>
        public ActorFolder Folder { get; }

        /// <summary>Names of the adapters that single prompts may ask for.</summary>
        public IReadOnlyList<string> Voices { get; }

        /// <summary>Which libtorch and device are in use.</summary>
        public NativeBackendInfo Backend { get; }

        /// <summary>Loads libtorch and the weights; seconds for a large actor.</summary>
        /// <param name="folder">The actor, with or without an adapter.</param>
        /// <param name="device">Where to compute. Default: CUDA where it is found, else the CPU.</param>
        /// <param name="precision">In which type. Default: bfloat16 on a GPU, float32 on the CPU.</param>
        /// <param name="voices">Folders of adapters in PEFT's format by the names that prompts use for them; null (default) for none. They lie
        /// on the backbone, so the actor must come without an adapter of its own.</param>
        /// <returns>The actor; dispose of it.</returns>
        /// <exception cref="ArgumentException">There are voices, and the actor comes with an adapter.</exception>
        /// <exception cref="NativeBackendException">libtorch can not be loaded; the message says why and what to do.</exception>
        /// <exception cref="System.IO.IOException">The folder is not what it should be; so for InvalidDataException.</exception>
        public static LoadedActor Load(
            ActorFolder folder, DeviceChoice device = DeviceChoice.Auto, Precision precision = Precision.Auto,
            IReadOnlyDictionary<string, string>? voices = null)
        {
            voices ??= new Dictionary<string, string>();
            if (voices.Count > 0 && folder.AdapterPath != null)
            {
                throw new ArgumentException(
                    $"voices: expected an actor without an adapter of its own, but it comes with {folder.AdapterPath}. Name that as a voice too.",
                    nameof(voices));
            }

            var own = LoraFile.ConfigFor(folder, null);
            var backend = NativeBackend.Load(new NativeBackendOptions { Device = device });
            var place = torch.device(backend.Device);
            using var tensors = torch.NewDisposeScope();                        // frees what was made so far when a later part fails
            var network = new ActorNetwork(folder.Config, place, precision.TypeOn(place));
            var weights = ActorWeights.Frozen(network);
            folder.LoadInto(weights);
            if (own != null)
            {
                using var adapter = new LoraAdapter(network, own, trainable: false);
                LoraFile.Load(folder.AdapterPath!, adapter);
                adapter.Merge(weights, weights);                                // a copy onto itself changes nothing
            }

            var actor = new LoadedActor(folder, network, weights, voices, backend);
            tensors.Detach(tensors.DisposablesView);
            return actor;
        }

        /// <summary>Continues prompts, all in one batch, on the calling thread.</summary>
        /// <param name="prompts">Token ids of each, at least one, shorter than the context.</param>
        /// <param name="sampling">How tokens are drawn, and how many.</param>
        /// <param name="seed">Decides the draws: prompt i gets the same whatever else is in the batch.</param>
        /// <param name="onTokens">Called on this thread with a prompt's index and its fresh tokens, some at a time; may be null.</param>
        /// <param name="voice">Name of each prompt's voice, null for the backbone alone; null (default) for no voices.</param>
        /// <param name="cancellation">Gives up: what was sampled by then is returned.</param>
        /// <returns>One continuation a prompt, in the given order.</returns>
        /// <exception cref="ArgumentException">A prompt is empty, too long, or not of this vocabulary; or an option is out of its
        /// range.</exception>
        public IReadOnlyList<Continuation> Generate(
            IReadOnlyList<IReadOnlyList<int>> prompts, SamplingOptions sampling, ulong seed, Action<int, IReadOnlyList<int>>? onTokens = null,
            IReadOnlyList<string?>? voice = null, CancellationToken cancellation = default)
        {
            sampling.Validate();
            using var noGrad = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            Policy policy = voice is null ? weights : WithVoices(voice, prompts.Count);
            var jobs = prompts.Select((prompt, i) => new GenerationJob(
                prompt.ToArray(), sampling, CounterRandom.Derive(seed, (ulong)i), cancellation,
                onTokens is null ? default(Action<GenerationJob, int>) : (job, first) => onTokens(i, job.Tokens.Skip(first).ToArray()))).ToList();
            jobs.ForEach(generator.CheckFits);
            generator.Run(policy, jobs, () => cancellation.IsCancellationRequested);
            var failed = jobs.FirstOrDefault(j => j.CallerError != null);
            if (failed != null)
                throw new InvalidOperationException($"The receiver of fresh tokens failed: {failed.CallerError!.Message}", failed.CallerError);
            return jobs.Select(j => new Continuation(j.Prompt, j.Tokens, j.LogProbs, j.Finish ?? FinishReason.Cancelled)).ToList();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            voices?.Dispose();
            weights.Dispose();
            network.Dispose();
        }

        private Policy WithVoices(IReadOnlyList<string?> wanted, int prompts)
        {
            if (wanted.Count != prompts)
                throw new ArgumentException($"voice: expected one for each of the {prompts} prompts, but found {wanted.Count}.", nameof(wanted));
            var numbers = wanted.Select(name => name is null ? 0 : 1 + Voices.ToList().IndexOf(name)).ToList();
            string? unknown = wanted.Where((name, i) => name != null && numbers[i] == 0).FirstOrDefault();
            if (unknown != null)
                throw new ArgumentException($"voice: expected one of {string.Join(", ", Voices)}, but found {unknown}.", nameof(wanted));
            return voices is null || numbers.All(n => n == 0) ? weights : new Policy(weights, voices.Rows(numbers));
        }
    }
}
