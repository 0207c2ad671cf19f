#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Sessions;

namespace Repartee.Training.TensorBoard
{
    /// <summary>What our metrics are called in TensorBoard: as in ML-Agents where it has the same number, else by our own name.</summary>
    internal static class StatNames
    {
        private const string Term = "reward/";
        private const string Errors = "reward/errors";                          // a count, not a term

        private static readonly IReadOnlyDictionary<string, string> Known = new Dictionary<string, string>
        {
            ["objective/scores"] = "Environment/Cumulative Reward",
            ["rollout/response_length_mean"] = "Environment/Episode Length",
            ["policy/entropy_avg"] = "Policy/Entropy",
            ["objective/kl"] = "Policy/KL",
            ["policy/clipfrac_avg"] = "Policy/Clip Fraction",
            ["lr"] = "Policy/Learning Rate",
            ["loss/policy_avg"] = "Losses/Policy Loss",
            ["loss/value_avg"] = "Losses/Value Loss",
        };

        /// <summary>Every number that the update's line of metrics.jsonl holds, each once.</summary>
        internal static IEnumerable<KeyValuePair<string, double>> Of(TrainingProgress progress)
        {
            yield return new KeyValuePair<string, double>("episodes", progress.Episodes);
            yield return new KeyValuePair<string, double>("tokens", progress.GeneratedTokens);
            yield return new KeyValuePair<string, double>("seconds", progress.Seconds);
            foreach (var metric in progress.Metrics)
                yield return new KeyValuePair<string, double>(Of(metric.Key), metric.Value);
        }

        /// <summary>A metric's tag.</summary>
        internal static string Of(string metric) =>
            Known.TryGetValue(metric, out string? known) ? known
            : metric.StartsWith(Term, StringComparison.Ordinal) && metric != Errors ? "Reward/" + metric.Substring(Term.Length)
            : metric;
    }
}
