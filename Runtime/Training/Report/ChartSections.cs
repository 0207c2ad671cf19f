#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Repartee.Training.Report
{
    /// <summary>Which curves a run is shown by, and the same numbers as a table.</summary>
    internal sealed class ChartSections
    {
        private const string Reward = "reward/";
        private const int MostTerms = 3 * Chart.MostLines;
        private const int MostTableRows = 25;

        private static readonly (string Metric, string Title, string About, double? Guide)[] Learning =
        {
            ("objective/kl", "Distance from the start", "KL to the actor that the run began with, nats a conversation. Grows slowly; "
                + "below \u22121 something is wrong.", null),
            ("policy/entropy_avg", "Entropy", "How undecided the actor is, nats a token. Falls slowly, but not to 0.", null),
            ("val/explained_variance", "Explained variance", "How much of the outcomes the critic foresees: 1 is all; "
                + "below 0 it is no help yet.", null),
            ("loss/value_avg", "Value loss", "The critic\u2019s squared error. Falls while it learns what replies are worth.", null),
            ("policy/approxkl_avg", "Size of an update", "How far one update moved the actor, \u00bd(log ratio)\u00b2. Below 0.02.", 0.02),
            ("policy/clipfrac_avg", "Clip fraction", "Share of tokens whose ratio was clipped. Below 0.2.", 0.2),
            ("tokens_per_second", "Throughput", "Tokens learnt from a second, play and learning together.", null),
            ("rollout/truncated_rate", "Truncated replies", "Share of replies that the token limit ended. Falls to 0.", null),
            ("rollout/response_length_mean", "Reply length", "Tokens a reply, the stop token included.", null),
            ("rollout/distinct_pairs", "Variety", "Distinct word pairs among all. Falls when replies become alike.", null),
        };

        private readonly RunRecord run;
        private readonly IReadOnlyList<long> updates;
        private readonly List<long> pauses;
        private int number;

        internal ChartSections(RunRecord run)
        {
            this.run = run;
            updates = run.Metrics.Updates;
            pauses = run.Health.Select(note => note.Update).ToList();
        }

        internal void WriteRewards(Html page)
        {
            var mean = Series("objective/scores", "mean reward");
            var terms = run.Metrics.Names.Where(name => name.StartsWith(Reward, StringComparison.Ordinal) && name != "reward/errors")
                .OrderBy(name => name, StringComparer.Ordinal).Take(MostTerms)
                .Select(name => Series(name, Clipped.Name(name.Substring(Reward.Length)))).Where(series => series != null).ToList();
            if (mean is null && terms.Count == 0)
                return;
            page.Raw("<section>").Element("h2", null, "Reward").Raw("<div class=\"charts\">");
            if (mean != null)
                Next("Mean reward", "What reward functions and game gave a reply, penalties included. It should rise. "
                    + Reading(mean), mean)
                    .WriteTo(page, pauses, isWide: true);
            for (int i = 0; i < terms.Count; i += Chart.MostLines)
            {
                string about = "Mean of each term before weights" + (terms[0]!.Window > 1 ? ", as a moving mean." : ".");
                Next("Reward by term", about, terms.Skip(i).Take(Chart.MostLines).ToArray()!).WriteTo(page, pauses, isWide: true);
            }

            page.Raw("</div></section>\n");
        }

        internal void WriteLearning(Html page)
        {
            var charts = Learning.Select(shown => (Shown: shown, Line: Series(shown.Metric, shown.Title)))
                .Where(chart => chart.Line != null).ToList();
            if (charts.Count == 0)
                return;
            page.Raw("<section>").Element("h2", null, "Learning").Raw("<div class=\"charts\">");
            foreach (var (shown, line) in charts)
                Next(shown.Title, shown.About, shown.Guide, line!).WriteTo(page, pauses, isWide: false);
            page.Raw("</div></section>\n");
        }

        /// <summary>Some updates, evenly spread, for those who read numbers rather than curves.</summary>
        internal void WriteNumbers(Html page)
        {
            var columns = Learning.Select(shown => shown.Metric).Prepend("objective/scores")
                .Select(name => (Name: name, Values: run.Metrics.Column(name))).Where(column => column.Values != null).ToList();
            if (columns.Count == 0)
                return;
            int rows = Math.Min(MostTableRows, updates.Count);
            page.Raw("<section>").Element("h2", null, "Numbers").Raw("<details><summary>")
                .Text($"{rows} of {updates.Count.ToString("#,0", CultureInfo.InvariantCulture)} updates; all are in metrics.jsonl")
                .Raw("</summary>")
                .Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Numbers\"><table><thead><tr><th>update</th>");
            foreach (var (name, _) in columns)
                page.Element("th", null, name);
            page.Raw("</tr></thead><tbody>");
            for (int i = 0; i < rows; i++)
            {
                int row = rows == 1 ? 0 : (int)((long)i * (updates.Count - 1) / (rows - 1));
                page.Raw("<tr>").Element("th", null, updates[row].ToString("#,0", CultureInfo.InvariantCulture));
                foreach (var (_, values) in columns)
                    page.Element("td", null, double.IsNaN(values![row]) ? "\u2013" : Html.Value(values[row]));
                page.Raw("</tr>");
            }

            page.Raw("</tbody></table></div></details></section>\n");
        }

        private static string Reading(ChartSeries line) => line.IsThinned
            ? "Line: a moving mean; around it the least and the most."
            : line.Window > 1 ? $"Bold: the mean of {line.Window} updates; thin: each." : "";

        private ChartSeries? Series(string metric, string name) => ChartSeries.Of(name, updates, run.Metrics.Column(metric));

        private Chart Next(string title, string about, params ChartSeries[] lines) => Next(title, about, null, lines);

        private Chart Next(string title, string about, double? guide, params ChartSeries[] lines) =>
            new Chart($"c{number++}", title, about, lines, guide);
    }
}
