#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Training.Actor;
using Repartee.Training.Critic;
using Repartee.Training.Experience;
using Repartee.Training.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Ppo
{
    /// <summary>What one set of weights says of an episode's chosen tokens (L each).</summary>
    internal sealed class TokenScores
    {
        private TokenScores(float[] logProbs, float[] entropies, float[] values, float valueAfter)
        {
            LogProbs = logProbs;
            Entropies = entropies;
            Values = values;
            ValueAfter = valueAfter;
        }

        /// <summary>log π(token) at the sampling temperature.</summary>
        internal float[] LogProbs { get; }

        /// <summary>Entropy of the distribution the token was drawn from, nats.</summary>
        internal float[] Entropies { get; }

        /// <summary>V before each token; 0 without a critic.</summary>
        internal float[] Values { get; }

        /// <summary>V after the last token of an interrupted episode; otherwise 0.</summary>
        internal float ValueAfter { get; }

        /// <summary>Scores all episodes without gradients, in passes of rows of like length. Results are in the given order.</summary>
        internal static TokenScores[] Compute(
            ActorNetwork network, ActorWeights weights, ValueHead? critic, Tensor temperature, IReadOnlyList<Episode> episodes, int rowsPerPass, int padToken)
        {
            var results = new TokenScores[episodes.Count];
            var order = Enumerable.Range(0, episodes.Count).OrderBy(i => episodes[i].Tokens.Length).ToArray();
            var config = network.Config;
            using var noGrad = no_grad();
            for (int start = 0; start < order.Length; start += rowsPerPass)
            {
                var pass = order.Skip(start).Take(rowsPerPass).ToArray();
                var rows = pass.Select(i => Row(episodes[i])).ToArray();
                using var scope = NewDisposeScope();
                using var packed = new PackedRows(network, rows, padToken);
                var (logProbs, entropies, values) = ((Tensor, Tensor, Tensor))KernelUnit.Shared.invoke(
                    "score", weights.Kernel, critic is null ? Array.Empty<Tensor>() : critic.Kernel, packed.Ids, packed.Index, packed.Targets,
                    network.Rotary.Cos, network.Rotary.Sin, temperature, config.Layers, config.Heads, config.KeyValueHeads, network.Epsilon)!;
                Spread(pass, episodes, HostCopy.Floats(logProbs), HostCopy.Floats(entropies), HostCopy.Floats(values), results);
            }

            return results;
        }

        private static TokenRow Row(Episode episode)
        {
            var chosen = episode.ActionPositions();
            return new TokenRow(episode.Tokens, (episode.Interrupted ? chosen.Append(episode.Tokens.Length) : chosen).ToArray());
        }

        private static void Spread(
            int[] pass, IReadOnlyList<Episode> episodes, float[] logProbs, float[] entropies, float[] values, TokenScores[] results)
        {
            int n = 0;
            foreach (int i in pass)
            {
                int count = episodes[i].ActionCount;
                float after = episodes[i].Interrupted ? values[n + count] : 0f;
                results[i] = new TokenScores(
                    logProbs.AsSpan(n, count).ToArray(), entropies.AsSpan(n, count).ToArray(), values.AsSpan(n, count).ToArray(), after);
                n += count + (episodes[i].Interrupted ? 1 : 0);
            }
        }
    }
}
