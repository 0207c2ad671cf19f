#nullable enable
using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace Repartee.Training.Report
{
    /// <summary>What the run came to, in a sentence and six numbers.</summary>
    internal static class OverviewSection
    {
        internal static void WriteTo(Html page, RunRecord run)
        {
            var metrics = run.Metrics;
            page.Raw("<header>").Element("p", "eyebrow", "Repartee \u00b7 training run").Element("h1", null, run.Name)
                .Element("p", "lede", Sentence(run)).Raw("<dl class=\"facts\">");
            Fact(page, "Updates", Count(metrics.Updates.LastOrDefault()));
            Fact(page, "Conversations learnt from", Last(metrics, "episodes") is double episodes ? Count(episodes) : null);
            Fact(page, "Tokens learnt from", Last(metrics, "tokens") is double tokens ? Count(tokens) : null);
            Fact(page, "KL to the start", Last(metrics, "objective/kl") is double kl ? Html.Value(kl) + " nats" : null);
            Fact(page, "Time of the updates", Duration(metrics));
            Fact(page, "Trained on", run.Machine.ValueKind == JsonValueKind.Object && run.Machine.TryGetProperty("device", out var device)
                && device.ValueKind == JsonValueKind.String ? Clipped.Name(device.GetString()) : null);
            page.Raw("</dl></header>\n");
        }

        private static string Sentence(RunRecord run)
        {
            var pairs = run.Evaluations.IsThere ? run.Evaluations.Pairs() : Array.Empty<(RecordedReply Before, RecordedReply After)>();
            if (pairs.Count > 0)
            {
                return $"Asked the same {Count(pairs.Count)} held-out questions before and after "
                    + $"{Count(run.Evaluations.LastUpdate)} updates, "
                    + $"the NPC\u2019s mean reward {Went(pairs.Average(p => p.Before.Total), pairs.Average(p => p.After.Total))}.";
            }

            double[]? scores = run.Metrics.Column("objective/scores")?.Where(ChartScale.IsDrawable).ToArray();
            if (scores is null || scores.Length == 0)
                return "No update is done yet.";
            int part = Math.Max(1, scores.Length / 10);
            return $"Over {Count(run.Metrics.Updates.Last())} updates the mean reward of the NPC\u2019s replies "
                + $"{Went(scores.Take(part).Average(), scores.Skip(scores.Length - part).Average())}.";
        }

        private static string Went(double from, double to) =>
            $"{(to > from ? "rose" : to < from ? "fell" : "stayed")} from {Html.Value(from)} to {Html.Value(to)}";

        private static void Fact(Html page, string name, string? value)
        {
            if (value != null)
                page.Raw("<div>").Element("dt", null, name).Element("dd", null, value).Raw("</div>");
        }

        private static double? Last(MetricTable metrics, string name) =>
            metrics.Column(name)?.Where(ChartScale.IsDrawable).Select(value => (double?)value).LastOrDefault();

        private static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

        /// <summary>Null where rows of a long run are left out, or none has a time.</summary>
        private static string? Duration(MetricTable metrics)
        {
            double[]? seconds = metrics.Column("seconds");
            if (seconds is null || metrics.IsThinned)
                return null;
            double sum = seconds.Where(ChartScale.IsDrawable).Sum();
            return sum < 120 ? $"{Html.Value(sum)} s" : sum < 7200 ? $"{Html.Value(sum / 60)} min" : $"{Html.Value(sum / 3600)} h";
        }
    }
}
