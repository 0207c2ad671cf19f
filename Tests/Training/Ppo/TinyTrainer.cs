#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Ppo
{
    /// <summary>The tiny actor with all that PPO needs, and episodes that it plays itself.</summary>
    internal sealed class TinyTrainer : IDisposable
    {
        internal TinyTrainer(PpoOptions? options = null, double temperature = 1.0, int padToken = TinyActor.Pad, bool tied = false, ReplayOptions? replay = null)
        {
            KernelRehearsal.Ensure();                                           // bits are the same from a process's second update on
            Options = options ?? Small;
            Temperature = temperature;
            Network = TinyActor.Network(TinyActor.Config(tied: tied));
            Learner = Learner.Full(TinyActor.Trainable(Network, TinyActor.Values(Network.Layout)), Options, padToken, seed: 1);
            Kl = new AdaptiveKl(Options.KlCoefficient, Options.KlTarget, Options.KlHorizon);
            Ppo = new PpoUpdate(Learner, Options, Kl, temperature, replay: replay);
        }

        /// <summary>Eight episodes, minibatches of four, ragged micro-batches, and steps large enough to be seen.</summary>
        internal static PpoOptions Small { get; } =
            new PpoOptions { BufferSize = 8, MinibatchSize = 4, MicroBatchSize = 3, LearningRate = 3e-3, CriticLearningRate = 3e-3 };

        internal PpoOptions Options { get; }

        internal double Temperature { get; }

        internal ActorNetwork Network { get; }

        internal Learner Learner { get; }

        internal AdaptiveKl Kl { get; }

        internal PpoUpdate Ppo { get; }

        /// <summary>Episodes of one reply by the learner's present weights; the score is the share of even tokens.</summary>
        internal List<Episode> Play(int count = 8, ulong seed = 1, long version = 0, int maxTokens = 9, bool interrupted = false)
        {
            var sampling = new SamplingOptions { MaxTokens = maxTokens, Temperature = Temperature };
            var jobs = Enumerable.Range(0, count).Select(i =>
            {
                ulong own = CounterRandom.Derive(seed, (ulong)i);
                return new GenerationJob(TinyActor.Prompt(1 + i % 5, own), sampling, own);
            }).ToArray();
            TinyActor.Answer(Network, Learner.Actor, jobs, TinyActor.Stop);
            return jobs.Select(job =>
            {
                double score = job.Tokens.Average(t => t % 2 == 0 ? 1.0 : 0.0);
                var reply = new EpisodeReply(job.Prompt.Length, job.LogProbs.ToArray(), version, job.Finish == FinishReason.Length, score);
                return new Episode(job.Prompt.Concat(job.Tokens).ToArray(), new[] { reply }, interrupted);
            }).ToList();
        }

        /// <summary>The same episodes as another policy would have recorded them: each log-prob is moved by up to this many nats.</summary>
        internal static List<Episode> Recorded(IEnumerable<Episode> episodes, double nats) => episodes.Select((episode, e) => new Episode(
            episode.Tokens,
            episode.Replies.Select(reply => new EpisodeReply(
                reply.Start,
                reply.LogProbs.Select((l, t) => l + (float)(nats * Math.Sin(17 * e + 5 * t + 1))).ToArray(),
                reply.PolicyVersion, reply.Truncated, reply.Score)).ToList(),
            episode.Interrupted)).ToList();

        /// <summary>An episode of one reply with other recorded log-probs.</summary>
        internal static Episode Told(Episode episode, float[] logProbs, long version = 0)
        {
            var reply = episode.Replies.Single();
            return new Episode(
                episode.Tokens,
                new[] { new EpisodeReply(reply.Start, logProbs, version, reply.Truncated, reply.Score) },
                episode.Interrupted);
        }

        internal PpoMetrics Update(
            IReadOnlyList<Episode> episodes, long version = 0, double rateFactor = 1.0, CancellationToken cancellation = default) =>
            Ppo.Run(episodes, version, rateFactor, CounterRandom.Derive(7, (ulong)version), cancellation);

        /// <summary>Gives the value head weights that matter: a fresh one predicts 0 everywhere.</summary>
        internal void RandomizeCritic()
        {
            var values = new float[Learner.Critic.Arena.Layout.Count];
            NormalNumbers.Fill(values, 0.3, seed: 12);
            Learner.Critic.Arena.Load(values);
        }

        public void Dispose()
        {
            Ppo.Dispose();
            Learner.Dispose();
            Network.Dispose();
        }
    }
}
