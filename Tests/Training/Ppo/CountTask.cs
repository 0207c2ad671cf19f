#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Kernels;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Ppo
{
    /// <summary>
    /// A task whose optimum is known in closed form. Replies have T tokens and no stop token, the reference is uniform over V tokens, the
    /// score is the share of one wanted token. E[score] − β·KL is then greatest where each token is drawn on its own and the wanted one
    /// has probability p* = p₀·e^(1/(Tβ))/Z, with p₀ = 1/V and Z = 1 + p₀·(e^(1/(Tβ)) − 1); the maximum is β·T·ln Z.
    /// </summary>
    internal sealed class CountTask : IDisposable
    {
        private const int Length = 16;
        private const int Wanted = 7;

        private readonly double beta;
        private readonly ulong seed;
        private readonly PpoOptions options;
        private readonly ActorNetwork network;
        private readonly Learner learner;
        private readonly PpoUpdate ppo;

        internal CountTask(double beta, ulong seed, PpoOptions options, ReplayOptions? replay = null)
        {
            this.beta = beta;
            this.seed = seed;
            this.options = options with { KlCoefficient = beta };
            network = TinyActor.Network(TinyActor.Config(layers: 1));
            var start = TinyActor.Values(network.Layout, seed);
            var head = network.Layout.Parameters["head"];
            Array.Clear(start, (int)head.Offset, (int)head.Count);             // all logits 0: the policy starts uniform
            learner = Learner.Full(TinyActor.Trainable(network, start), this.options, TinyActor.Pad, seed);
            ppo = new PpoUpdate(learner, this.options, new AdaptiveKl(beta, 0, 1), samplingTemperature: 1.0, replay: replay);
        }

        private double Partition => 1.0 + (Math.Exp(1.0 / (Length * beta)) - 1.0) / TinyActor.Vocabulary;

        internal double BestProbability => Math.Exp(1.0 / (Length * beta)) / TinyActor.Vocabulary / Partition;

        internal double BestObjective => beta * Length * Math.Log(Partition);

        internal void Train(int updates)
        {
            for (int update = 0; update < updates; update++)
            {
                var episodes = Play(options.BufferSize, CounterRandom.Derive(seed, (ulong)(2 * update)))
                    .Select(job => ToEpisode(job, update)).ToList();
                double rate = Schedule.Factor(options.Schedule, update, updates);
                ppo.Run(episodes, update, rate, CounterRandom.Derive(seed, (ulong)(2 * update + 1)));
            }
        }

        /// <summary>Episodes of the present policy, as somebody else might learn from them.</summary>
        internal List<Episode> Record(int episodes, ulong playSeed) => Play(episodes, playSeed).Select(job => ToEpisode(job, 0)).ToList();

        /// <summary>One update on recorded episodes.</summary>
        internal PpoMetrics Learn(IReadOnlyList<Episode> episodes, ulong updateSeed) => ppo.Run(episodes, 0, 1.0, updateSeed);

        /// <summary>
        /// The clipped objective of recorded episodes at the present weights, by the loss kernel, where each wanted token has the
        /// advantage 1
        /// and all others 0; what it is for tokens of the present policy at the same prefixes, exactly; and the standard error of the
        /// first. </summary>
        internal (double Objective, double Exact, double Error) Surrogate(IReadOnlyList<Episode> episodes)
        {
            var buffer = ppo.Prepare(episodes, 0);
            var terms = new List<double>();
            for (int i = 0; i < buffer.Episodes.Count; i++)
            {
                for (int t = 0; t < Length; t++)
                {
                    buffer.Advantages[i][t] = buffer.Episodes[i].Tokens[t + 1] == Wanted ? 1 : 0;
                    terms.Add(buffer.Advantages[i][t] * (buffer.Importance?.Values[i][t] ?? 1));
                }
            }

            using var one = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            using var loss = new PpoLoss(learner, options, one);
            loss.Backward(buffer, Enumerable.Range(0, buffer.Episodes.Count).ToArray(), buffer.TokenCount);
            learner.ClearGradients();
            double exact = Probabilities(buffer.Episodes.SelectMany(e => e.Tokens.Take(Length)), buffer.Episodes.Count).LogProbs
                .Average(l => Math.Exp(l));
            double mean = terms.Average();
            return (-loss.TakeMetrics()[0], exact, Math.Sqrt(terms.Average(x => (x - mean) * (x - mean)) / terms.Count));
        }

        /// <summary>
        /// The wanted token's probability and the objective, over prefixes that the policy itself samples. Both use the policy's exact
        /// distribution at each prefix, so only the prefixes are random: E[score] is the mean probability, and KL to a uniform
        /// distribution is ln V minus the entropy.
        /// </summary>
        internal (double Probability, double Objective) Measure(int episodes)
        {
            var jobs = Play(episodes, CounterRandom.Derive(seed, ulong.MaxValue));
            var (logProbs, entropies) = Probabilities(jobs.SelectMany(j => j.Prompt.Concat(j.Tokens).Take(Length)), episodes);
            double probability = logProbs.Average(l => Math.Exp(l));
            double tokenKl = Math.Log(TinyActor.Vocabulary) - entropies.Average(e => (double)e);
            return (probability, probability - beta * Length * tokenKl);
        }

        public void Dispose()
        {
            ppo.Dispose();
            learner.Dispose();
            network.Dispose();
        }

        /// <summary>The wanted token's log-prob and the entropy after each of these tokens.</summary>
        private (float[] LogProbs, float[] Entropies) Probabilities(IEnumerable<int> read, int episodes)
        {
            var ids = read.Select(t => (long)t).ToArray();
            var index = Enumerable.Range(0, ids.Length).Select(i => (long)i).ToArray();
            var targets = Enumerable.Repeat((long)Wanted, ids.Length).ToArray();
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var idTensor = HostCopy.ToDevice(ids, new long[] { episodes, Length }, TinyActor.Device);
            var indexTensor = HostCopy.ToDevice(index, new long[] { ids.Length }, TinyActor.Device);
            var targetTensor = HostCopy.ToDevice(targets, new long[] { ids.Length }, TinyActor.Device);
            var temperature = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            var hidden = TrunkPass.Infer(learner.Actor, idTensor);
            var (logProbs, entropies) = ((Tensor, Tensor))KernelUnit.Shared.invoke(
                "score", learner.Actor.Kernel, hidden, indexTensor, targetTensor, temperature)!;
            return (HostCopy.Floats(logProbs), HostCopy.Floats(entropies));
        }

        private IReadOnlyList<GenerationJob> Play(int count, ulong playSeed)
        {
            var sampling = SamplingOptions.Default with { MaxTokens = Length };
            var jobs = Enumerable.Range(0, count)
                .Select(i => new GenerationJob(new[] { TinyActor.Stop }, sampling, CounterRandom.Derive(playSeed, (ulong)i))).ToList();
            return TinyActor.Answer(network, learner.Actor, jobs);
        }

        private static Episode ToEpisode(GenerationJob job, long version)
        {
            double score = job.Tokens.Count(t => t == Wanted) / (double)Length;
            var reply = new EpisodeReply(job.Prompt.Length, job.LogProbs.ToArray(), version, truncated: true, score);
            return new Episode(job.Prompt.Concat(job.Tokens).ToArray(), new[] { reply }, interrupted: false);
        }
    }
}
