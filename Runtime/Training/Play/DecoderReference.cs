#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Model;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Ppo;

namespace Repartee.Training.Play
{
    /// <summary>
    /// The reference on the managed decoder: on the CPU a pass without gradients takes it a third of libtorch's time. Its weights never
    /// change, so they are packed once.
    /// </summary>
    internal sealed class DecoderReference : IReferenceScorer, IDisposable
    {
        private const int PassRows = 256;                                       // a slice of some milliseconds for a small actor

        private readonly double temperature;
        private readonly WorkerTeam team;
        private readonly WritableWeights weights;
        private readonly TextScorer scorer;

        /// <param name="config">The actor's shape.</param>
        /// <param name="reference">Weights without an adapter; copied.</param>
        /// <param name="temperature">At which replies are sampled.</param>
        /// <param name="threads">That compute, the caller's included.</param>
        internal DecoderReference(FrozenConfig config, ActorWeights reference, double temperature, int threads)
        {
            this.temperature = temperature;
            team = new WorkerTeam(threads, "Repartee reference");
            weights = new WritableWeights(config);
            ArenaWeights.Write(reference, weights);
            scorer = new TextScorer(weights.Weights, PassRows, team);
        }

        /// <inheritdoc/>
        public float[][] LogProbs(IReadOnlyList<Episode> episodes, ISlicePace pace, CancellationToken cancellation)
        {
            var chosen = episodes.Select(episode => episode.ActionPositions().ToArray()).ToList();
            var scores = scorer.Score(
                episodes.Select(episode => episode.Tokens).ToList(), chosen.Select(positions => positions[0]).ToList(), temperature, Between);
            return scores.Select((all, i) => Array.ConvertAll(chosen[i], position => all[position])).ToArray();

            void Between(bool begins)
            {
                if (begins)
                    pace.Begin(cancellation);
                else
                    pace.End();
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            scorer.Dispose();
            team.Dispose();
            weights.Dispose();
        }
    }
}
