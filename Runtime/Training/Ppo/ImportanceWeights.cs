#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Experience;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// Weights of recorded tokens, w = min(π / μ, cap): π is the learner at the update's start, μ what sampled them. Conversations that π
    /// would hardly have are left out.
    /// </summary>
    internal sealed class ImportanceWeights
    {
        private const double MaxLogRatio = 20;                                  // e^20: far beyond any cap

        private readonly List<int> kept = new List<int>();

        private ImportanceWeights()
        {
        }

        /// <summary>Of each kept episode's chosen tokens (L).</summary>
        internal float[][] Values { get; private set; } = Array.Empty<float[]>();

        /// <summary>Episodes that were left out.</summary>
        internal int Dropped { get; private set; }

        /// <summary>Mean w of the kept tokens.</summary>
        internal double Mean { get; private set; }

        /// <summary>Largest π / μ of the kept tokens, before the cap.</summary>
        internal double Largest { get; private set; }

        /// <summary>Share of the kept tokens whose weight was capped.</summary>
        internal double CappedShare { get; private set; }

        /// <summary>(Σw)² / (N·Σw²) of the kept tokens (Kish): 1 where all weigh the same.</summary>
        internal double EffectiveShare { get; private set; }

        /// <summary>Mean |log π − log μ| of all tokens, nats.</summary>
        internal double Drift { get; private set; }

        /// <summary>The same of one episode: what decides whether it is kept.</summary>
        internal static double DriftOf(Episode episode, float[] logProbs) =>
            LogRatios(episode, logProbs).Average(ratio => Math.Abs(ratio));

        /// <param name="episodes">Recorded; their replies hold log μ.</param>
        /// <param name="current">By the learner.</param>
        /// <param name="options">Cap and limits.</param>
        /// <exception cref="StaleRecordingException">More were left out than the options allow.</exception>
        internal static ImportanceWeights Compute(IReadOnlyList<Episode> episodes, TokenScores[] current, ReplayOptions options)
        {
            var weights = new ImportanceWeights();
            var values = new List<float[]>();
            double drift = 0, tokens = 0, sum = 0, squares = 0, count = 0;
            for (int i = 0; i < episodes.Count; i++)
            {
                double own = DriftOf(episodes[i], current[i].LogProbs);
                drift += own * episodes[i].ActionCount;
                tokens += episodes[i].ActionCount;
                if (!(own <= options.MaximumDrift))
                    continue;
                weights.kept.Add(i);
                var ratios = LogRatios(episodes[i], current[i].LogProbs).Select(Math.Exp).ToArray();
                values.Add(Array.ConvertAll(ratios, ratio => (float)Math.Min(ratio, options.WeightCap)));
                count += ratios.Length;
                weights.Largest = Math.Max(weights.Largest, ratios.Max());
                weights.CappedShare += ratios.Count(ratio => ratio > options.WeightCap);
                foreach (double weight in values[values.Count - 1])
                {
                    sum += weight;
                    squares += weight * weight;
                }
            }

            weights.Values = values.ToArray();
            weights.Drift = drift / tokens;
            weights.Dropped = episodes.Count - values.Count;
            weights.RequireEnough(episodes.Count, options);
            weights.Mean = sum / count;
            weights.CappedShare /= count;
            weights.EffectiveShare = sum * sum / (count * squares);
            return weights;
        }

        /// <summary>Those of the kept episodes.</summary>
        internal T[] Kept<T>(IReadOnlyList<T> all) => kept.Select(i => all[i]).ToArray();

        private static IEnumerable<double> LogRatios(Episode episode, float[] logProbs) => episode.Replies
            .SelectMany(reply => reply.LogProbs)
            .Zip(logProbs, (recorded, now) => Math.Max(-MaxLogRatio, Math.Min(MaxLogRatio, (double)now - recorded)));

        private void RequireEnough(int episodes, ReplayOptions options)
        {
            if (Dropped <= options.MaximumDroppedShare * episodes && Dropped < episodes)
                return;
            throw new StaleRecordingException(
                $"Expected recordings of an actor near the one that learns, but {Dropped} of an update's {episodes} conversations differ " +
                "from " +
                $"it by more than {options.MaximumDrift} nats a token (on average {Drift:F2}). Record new ones with the actor as it is " +
                "now, " +
                "go on from the actor that was recorded, make fewer updates, or hold it nearer to its start with a higher KL coefficient.");
        }
    }
}
