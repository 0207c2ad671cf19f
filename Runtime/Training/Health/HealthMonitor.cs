#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Sessions;

namespace Repartee.Training.Health
{
    /// <summary>
    /// Watches a run, update by update, and says when to pause: at once where one update is proof, after some in a row where it is not.
    /// Trainer thread.
    /// </summary>
    internal sealed class HealthMonitor
    {
        private static readonly HealthRule[] AtOnce = { HealthRule.NotFinite, HealthRule.FirstRatio, HealthRule.NegativeKl };

        private readonly HealthOptions options;
        private readonly Dictionary<HealthRule, int> inARow;
        private double firstEntropy;
        private double firstDistinctPairs;

        internal HealthMonitor(HealthOptions options, HealthState state)
        {
            this.options = options;
            firstEntropy = state.FirstEntropy;
            firstDistinctPairs = state.FirstDistinctPairs;
            inARow = state.InARow.ToDictionary(rule => (HealthRule)rule.Key, rule => rule.Value);
        }

        /// <summary>Whether the last update passed no limit: its weights are good to go back to.</summary>
        internal bool IsQuiet => inARow.Keys.All(rule => rule == HealthRule.Critic);        // a poor critic says nothing against the actor

        internal HealthState State => new HealthState(firstEntropy, firstDistinctPairs, inARow.ToDictionary(r => (int)r.Key, r => r.Value));

        /// <summary>Takes an update's metrics in.</summary>
        /// <returns>What to pause for; null to go on.</returns>
        internal HealthFinding? Observe(IReadOnlyDictionary<string, double> metrics)
        {
            if (!options.Enabled)
                return null;
            if (double.IsNaN(firstEntropy))
                (firstEntropy, firstDistinctPairs) = (metrics["objective/entropy"], metrics["rollout/distinct_pairs"]);
            var found = HealthChecks.Find(metrics, firstEntropy, firstDistinctPairs, options)
                .Where(finding => !options.Ignored.Contains(finding.Rule)).ToList();
            foreach (var rule in inARow.Keys.Except(found.Select(finding => finding.Rule)).ToList())
                inARow.Remove(rule);
            foreach (var finding in found)
                inARow[finding.Rule] = inARow.TryGetValue(finding.Rule, out int before) ? before + 1 : 1;
            return found.FirstOrDefault(finding => inARow[finding.Rule] >= Patience(finding.Rule));
        }

        /// <summary>Begins to count anew: somebody has decided to go on.</summary>
        internal void Forgive() => inARow.Clear();

        private int Patience(HealthRule rule) =>
            AtOnce.Contains(rule) ? 1 : rule == HealthRule.Critic ? options.CriticPatience : options.Patience;
    }
}
