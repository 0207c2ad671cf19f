#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Editor.Play
{
    /// <summary>The curves of a run: reward in all and by term, KL, entropy, speed.</summary>
    public sealed class TrainingCurves
    {
        private const string TermPrefix = "reward/";
        private const int MostTerms = 16;

        private readonly CurvePanel reward = new CurvePanel("Reward (mean a reply)");
        private readonly CurvePanel terms = new CurvePanel("Reward by term (mean, unweighted)");
        private readonly CurvePanel divergence = new CurvePanel("KL to the first actor (nats a conversation)");
        private readonly CurvePanel entropy = new CurvePanel("Entropy (nats a token)");
        private readonly CurvePanel speed = new CurvePanel("Speed (tokens a second)");

        /// <summary>Makes empty curves.</summary>
        public TrainingCurves() => Panels = new[] { reward, terms, divergence, entropy, speed };

        /// <summary>What is shown, from top to bottom.</summary>
        public IReadOnlyList<CurvePanel> Panels { get; }

        /// <summary>The last update that was added; 0 at first.</summary>
        public long Update { get; private set; }

        /// <summary>Adds an update's values; names that are not shown are passed over, and so is an update that is there.</summary>
        /// <param name="update">Its number.</param>
        /// <param name="metrics">Its values by name, as Documentation~/metrics.md explains them.</param>
        public void Add(long update, IReadOnlyDictionary<string, double> metrics)
        {
            if (update <= Update) return;
            Update = update;
            foreach (KeyValuePair<string, double> metric in metrics)
                PanelOf(metric.Key)?.Add(metric.Key, update, metric.Value);
        }

        /// <summary>Forgets everything, for another run.</summary>
        public void Clear()
        {
            Update = 0;
            foreach (CurvePanel panel in Panels)
                panel.Clear();
        }

        private CurvePanel? PanelOf(string name)
        {
            switch (name)
            {
                case "objective/scores": return reward;
                case "objective/kl": return divergence;
                case "policy/entropy_avg": return entropy;
                case "tokens_per_second": return speed;
                case "reward/errors": return null;
                default:
                    return name.StartsWith(TermPrefix, StringComparison.Ordinal) && (terms.Series.Count < MostTerms || Has(name))
                        ? terms : null;
            }
        }

        private bool Has(string name)
        {
            foreach (CurveSeries curve in terms.Series)
                if (curve.Name == name) return true;
            return false;
        }
    }
}
