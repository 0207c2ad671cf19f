#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Repartee.Training.Report
{
    /// <summary>Where the trainer paused by itself and why, and what the logs say without being asked.</summary>
    internal static class HealthSection
    {
        internal static void WriteTo(Html page, RunRecord run)
        {
            page.Raw("<section>").Element("h2", null, "Health");
            if (run.Health.Count == 0)
                page.Element("p", "note", "No pause: nothing made the trainer stop by itself.");
            foreach (var note in run.Health)
            {
                page.Raw("<article class=\"alert\">").Element("h3", null, $"Update {Count(note.Update)}: {note.Rule}")
                    .Element("p", null, note.Message);
                if (note.Advice.Length > 0)
                    page.Element("p", null, note.Advice);
                if (note.LastGood is long good)
                    page.Element("p", "note", $"Last good weights: update {Count(good)}.");
                page.Raw("</article>");
            }

            page.Raw("<dl class=\"facts small\">");
            Fact(page, "Skipped optimiser steps", Over(run, "policy/skipped_steps", values => values.Sum()));
            Fact(page, "Failed reward terms", Over(run, "reward/errors", values => values.Sum()));
            Fact(page, "Dropped conversations", Over(run, "experience/dropped", values => values.Max()));
            Fact(page, "Largest log-prob gap", Over(run, "policy/logprob_gap", values => values.Max()));
            Fact(page, "Ratio of a first minibatch, furthest from 1", Over(
                run, "val/ratio_first", values => values.OrderByDescending(value => Math.Abs(value - 1)).First()));
            foreach (var file in run.Skipped)
                Fact(page, $"Unreadable lines of {file.Key}", file.Value);
            page.Raw("</dl></section>\n");
        }

        private static double? Over(RunRecord run, string metric, Func<IEnumerable<double>, double> of)
        {
            var values = run.Metrics.Column(metric)?.Where(ChartScale.IsDrawable).ToList();
            return values is null || values.Count == 0 ? (double?)null : of(values);
        }

        private static void Fact(Html page, string name, double? value)
        {
            if (value is double found)
                page.Raw("<div>").Element("dt", null, name)
                    .Element("dd", null, found == Math.Floor(found) ? Count(found) : Html.Value(found))
                    .Raw("</div>");
        }

        private static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
    }
}
