#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Lora;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Trainer;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Lora
{
    /// <summary>A learner on the tiny actor, of all weights or of adapters, that plays its own episodes. Owns the network.</summary>
    internal sealed class PlayingLearner : IDisposable
    {
        private PlayingLearner(ActorNetwork network, Learner learner, PpoOptions options)
        {
            KernelRehearsal.Ensure();                                           // bits are the same from a process's second update on
            Network = network;
            Learner = learner;
            Options = options;
            Kl = new AdaptiveKl(options.KlCoefficient, options.KlTarget, options.KlHorizon);
            Ppo = new PpoUpdate(learner, options, Kl, samplingTemperature: 1.0);
        }

        /// <summary>Eight episodes, minibatches of four, ragged micro-batches, and steps large enough to be seen.</summary>
        internal static PpoOptions Small { get; } =
            new PpoOptions { BufferSize = 8, MinibatchSize = 4, MicroBatchSize = 3, LearningRate = 3e-3, CriticLearningRate = 3e-3 };

        internal ActorNetwork Network { get; }

        internal Learner Learner { get; }

        internal PpoOptions Options { get; }

        internal AdaptiveKl Kl { get; }

        internal PpoUpdate Ppo { get; }

        internal static PlayingLearner Full(PpoOptions options, ActorNetwork? network = null)
        {
            network ??= TinyActor.Network();
            var weights = TinyActor.Trainable(network, TinyActor.Values(network.Layout));
            return new PlayingLearner(network, Learner.Full(weights, options, TinyActor.Pad, seed: 1), options);
        }

        /// <summary>Fresh adapters of rank 3 on all projections.</summary>
        internal static PlayingLearner Fresh(PpoOptions options, ActorNetwork? network = null)
        {
            network ??= TinyActor.Network();
            var adapter = new LoraAdapter(network, TinyLora.Config(), trainable: true);
            adapter.Initialize(seed: 3);
            return With(network, adapter, fresh: true, options);
        }

        /// <summary>Goes on from an adapter that matters.</summary>
        internal static PlayingLearner Continued(PpoOptions options, ActorNetwork? network = null)
        {
            network ??= TinyActor.Network();
            return With(network, TinyLora.Adapter(network, TinyLora.Config(), seed: 4, trainable: true), fresh: false, options);
        }

        /// <summary>Learns with an adapter, owned from now on as the network is.</summary>
        internal static PlayingLearner With(ActorNetwork network, LoraAdapter adapter, bool fresh, PpoOptions options)
        {
            var learner = Learner.WithLora(TinyActor.Weights(network), adapter, fresh, options, TinyActor.Pad, seed: 1);
            return new PlayingLearner(network, learner, options);
        }

        /// <summary>Episodes of one reply by a policy, by default the learner's present one; the score by default is the share of even
        /// tokens.</summary>
        internal List<Episode> Play(
            int count = 8, ulong seed = 1, long version = 0, int maxTokens = 9, Policy? policy = null,
            Func<IReadOnlyList<int>, double>? score = null)
        {
            score ??= tokens => tokens.Average(t => t % 2 == 0 ? 1.0 : 0.0);
            var jobs = Enumerable.Range(0, count).Select(i =>
            {
                ulong own = CounterRandom.Derive(seed, (ulong)i);
                return new GenerationJob(TinyActor.Prompt(1 + i % 5, own), new SamplingOptions { MaxTokens = maxTokens }, own);
            }).ToArray();
            TinyActor.Answer(Network, policy ?? Learner.Actor, jobs, TinyActor.Stop);
            return jobs.Select(job =>
            {
                bool truncated = job.Finish == FinishReason.Length;
                var reply = new EpisodeReply(job.Prompt.Length, job.LogProbs.ToArray(), version, truncated, score(job.Tokens));
                return new Episode(job.Prompt.Concat(job.Tokens).ToArray(), new[] { reply }, interrupted: false);
            }).ToList();
        }

        internal PpoMetrics Update(IReadOnlyList<Episode> episodes, long version = 0) =>
            Ppo.Run(episodes, version, rateFactor: 1.0, CounterRandom.Derive(7, (ulong)version));

        /// <summary>Gives value head and critic's adapter numbers that matter: a fresh head predicts 0 everywhere.</summary>
        internal void RandomizeCritic()
        {
            foreach (var part in Learner.Parts.Skip(1))
            {
                var values = new float[part.Arena.Layout.Count];
                NormalNumbers.Fill(values, 0.2, seed: 12);
                part.Arena.Load(values);
            }
        }

        /// <summary>Moves everything that learns by N(0, 0.01²), so that ratios are not 1 and values not the old ones.</summary>
        internal void Nudge()
        {
            foreach (var part in Learner.Parts)
            {
                var noise = new float[part.Arena.Layout.Count];
                NormalNumbers.Fill(noise, 0.01, seed: 3);
                part.Arena.Load(part.Arena.ToArray().Zip(noise, (v, n) => v + n).ToArray());
            }
        }

        /// <summary>The whole loss over a buffer in one micro-batch: its metrics, and the gradient of each part.</summary>
        internal (float[] Metrics, float[][] Gradients) Backward(PreparedBuffer buffer)
        {
            using var one = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            using var loss = new PpoLoss(Learner, Options, one);
            loss.SetKlCoefficient(Options.KlPlacement == KlPlacement.Loss ? Options.KlCoefficient : 0);
            Learner.ClearGradients();
            loss.Backward(buffer, Enumerable.Range(0, buffer.Episodes.Count).ToArray(), buffer.TokenCount);
            var gradients = Learner.Parts.Select(p => HostCopy.Floats(p.Arena.Gradient!)).ToArray();
            Learner.ClearGradients();
            return (loss.TakeMetrics(), gradients);
        }

        public void Dispose()
        {
            Ppo.Dispose();
            Learner.Dispose();
            Network.Dispose();
        }
    }
}
