#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Sessions;

namespace Repartee.Training.Health
{
    /// <summary>Looks at the metrics of one update: which limits do they pass? The rules are the ones that people who train with PPO look for by
    /// eye; where a limit comes from stands at <see cref="HealthOptions"/>.</summary>
    internal static class HealthChecks
    {
        /// <param name="metrics">Of one update.</param>
        /// <param name="firstEntropy">Of the run's first update.</param>
        /// <param name="firstDistinctPairs">Of the run's first update.</param>
        /// <param name="options">Limits.</param>
        internal static IEnumerable<HealthFinding> Find(
            IReadOnlyDictionary<string, double> metrics, double firstEntropy, double firstDistinctPairs, HealthOptions options)
        {
            var broken = metrics.Where(m => double.IsNaN(m.Value) || double.IsInfinity(m.Value)).Select(m => m.Key).OrderBy(n => n).ToList();
            double skipped = metrics["policy/skipped_steps"];
            if (broken.Count > 0)
            {
                yield return new HealthFinding(
                    HealthRule.NotFinite, metrics[broken[0]], 0, $"{string.Join(", ", broken)} is no finite number.",
                    "Go on from the last good weights with a smaller LearningRate, and check that reward functions give finite numbers.");
            }
            else if (skipped > 0)
            {
                yield return new HealthFinding(
                    HealthRule.NotFinite, skipped, 0, Text($"{skipped:0} optimiser steps had a gradient that is no finite number, and were left out."),
                    "Go on from the last good weights with a smaller LearningRate or Ppo.MaxGradientNorm.");
            }

            double ratio = metrics["val/ratio_first"], kl = metrics["objective/kl"];
            if (metrics["policy/stale_share"] == 0 && Math.Abs(ratio - 1) > options.MaxRatioDeviation)
            {
                yield return new HealthFinding(
                    HealthRule.FirstRatio, ratio, 1 + (Math.Sign(ratio - 1) * options.MaxRatioDeviation),
                    Text($"the importance ratio of the first minibatch was {ratio:0.####} instead of 1, although no weight had changed since the old log-probs were computed."),
                    "The learning pass does not agree with itself, so what it learns is noise: try Precision.Float32 or another Device, and report it.");
            }

            if (kl < options.MinKl)
            {
                yield return new HealthFinding(
                    HealthRule.NegativeKl, kl, options.MinKl,
                    Text($"the KL to the start was {kl:0.##} nats a conversation; its mean can not be below 0 when the policy draws its own replies."),
                    "Check that the game asks for replies without top-k, top-p and penalties, and hands conversations over unchanged.");
            }

            if (kl > options.MaxKl)
            {
                yield return new HealthFinding(
                    HealthRule.LargeKl, kl, options.MaxKl, Text($"the actor has left where it started: the KL is {kl:0.#} nats a conversation, over {options.MaxKl:0.#}."),
                    "Go on from the last good weights with a larger Ppo.KlCoefficient, a KlTarget, or a smaller LearningRate; raise Health.MaxKl if the replies read well.");
            }

            double entropy = metrics["objective/entropy"], leastEntropy = options.MinEntropyShare * firstEntropy;
            if (entropy < leastEntropy)
            {
                yield return new HealthFinding(
                    HealthRule.EntropyCollapse, entropy, leastEntropy,
                    Text($"the actor hardly tries anything any more: its entropy is {entropy:0.####} nats a token, and was {firstEntropy:0.####} at the start."),
                    "Go on from the last good weights with Ppo.EntropyCoefficient above 0 or a smaller LearningRate.");
            }

            double truncated = metrics["rollout/truncated_rate"];
            if (truncated > options.MaxTruncatedRate)
            {
                yield return new HealthFinding(
                    HealthRule.Truncation, truncated, options.MaxTruncatedRate, Text($"{truncated:P0} of the replies end without a stop token."),
                    "Raise Sampling.MaxTokens, set Ppo.MissingStopPenalty, or add a FinishedReward or LengthReward.");
            }

            double explained = metrics["val/explained_variance"];
            if (explained < options.MinExplainedVariance)
            {
                yield return new HealthFinding(
                    HealthRule.Critic, explained, options.MinExplainedVariance,
                    Text($"the critic foresees returns worse than their mean does: its explained variance is {explained:0.###}."),
                    "Raise CriticLearningRate or BufferSize, or check that rewards depend on what the NPC says.");
            }

            double deviation = metrics["objective/scores_std"];
            if (deviation < options.MinScoreDeviation)
            {
                yield return new HealthFinding(
                    HealthRule.RewardSaturation, deviation, options.MinScoreDeviation,
                    Text($"all replies get the same reward, {metrics["objective/scores"]:0.###}: there is nothing to learn from."),
                    "If that is the best reward, training is done: freeze the actor. Else add a reward that tells good replies from less good ones.");
            }

            double distinct = metrics["rollout/distinct_pairs"], leastDistinct = options.MinDistinctShare * firstDistinctPairs;
            if (distinct < leastDistinct)
            {
                yield return new HealthFinding(
                    HealthRule.RepetitionCollapse, distinct, leastDistinct,
                    Text($"replies have become alike or repeat themselves: {distinct:P0} of their token pairs are distinct, and {firstDistinctPairs:P0} were at the start."),
                    "Go on from the last good weights with a RepetitionReward, a larger Ppo.KlCoefficient, or an EntropyCoefficient.");
            }
        }

        private static string Text(FormattableString text) => FormattableString.Invariant(text);
    }
}
