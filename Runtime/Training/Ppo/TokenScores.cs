#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
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
        internal TokenScores(float[] logProbs, float[] entropies, float[] values, float valueAfter)
        {
            LogProbs = logProbs;
            Entropies = entropies;
            Values = values;
            ValueAfter = valueAfter;
        }

        /// <summary>Of a reference, which has nothing but log-probs.</summary>
        internal static TokenScores Of(float[] logProbs) =>
            new TokenScores(logProbs, new float[logProbs.Length], new float[logProbs.Length], 0f);

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
            Policy policy, CriticView? critic, Tensor temperature, IReadOnlyList<Episode> episodes, int rowsPerPass, int padToken,
            ISlicePace? pace = null, CancellationToken cancellation = default)
        {
            var results = new TokenScores[episodes.Count];
            var order = Enumerable.Range(0, episodes.Count).OrderBy(i => episodes[i].Tokens.Length).ToArray();
            using var noGrad = no_grad();
            for (int start = 0; start < order.Length; start += rowsPerPass)
            {
                pace?.Begin(cancellation);
                var pass = order.Skip(start).Take(rowsPerPass).ToArray();
                var rows = pass.Select(i => Row(episodes[i])).ToArray();
                using var scope = NewDisposeScope();
                using var packed = new PackedRows(policy.Network, rows, padToken, policy.TakesFlatRows);
                using var hidden = TrunkPass.Infer(policy, packed);
                var values = critic is null ? new float[packed.PaddedCount] : critic.Values(packed, hidden);
                var (logProbs, entropies) = Score(policy, packed, hidden, temperature);
                Spread(pass, episodes, logProbs, entropies, values, results);
                pace?.End();
            }

            return results;
        }

        /// <summary>Log-probs and entropies of all chosen tokens (N').</summary>
        private static (float[] LogProbs, float[] Entropies) Score(Policy policy, PackedRows packed, Tensor hidden, Tensor temperature)
        {
            var logProbs = new List<float>(packed.PaddedCount);
            var entropies = new List<float>(packed.PaddedCount);
            foreach (var chunk in packed.Chunks())
            {
                using var scope = NewDisposeScope();
                var (logp, entropy) = packed.Flat is null
                    ? ((Tensor, Tensor))KernelUnit.Shared.invoke("score", policy.Kernel, hidden, chunk.Index, chunk.Targets, temperature)!
                    : policy.Network.Trunk!.Score(policy, hidden, chunk, temperature);
                logProbs.AddRange(HostCopy.Floats(logp));
                entropies.AddRange(HostCopy.Floats(entropy));
            }

            return (logProbs.ToArray(), entropies.ToArray());
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
