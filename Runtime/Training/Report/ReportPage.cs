#nullable enable

namespace Repartee.Training.Report
{
    /// <summary>The page from top to bottom.</summary>
    internal static class ReportPage
    {
        internal static string Of(RunRecord run)
        {
            var page = new Html();
            // Should an escape ever be missed: the browser then runs and fetches nothing all the same.
            page.Raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .Raw("<meta name=\"color-scheme\" content=\"light dark\">")
                .Raw("<title>").Text(run.Name).Raw(" \u00b7 Repartee</title><style>")
                .Raw(ReportStyle.Css).Raw("</style></head>\n<body><main>\n");
            OverviewSection.WriteTo(page, run);
            var charts = new ChartSections(run);
            charts.WriteRewards(page);
            RepliesSection.WriteTo(page, run);
            charts.WriteLearning(page);
            HealthSection.WriteTo(page, run);
            SettingsSection.WriteTo(page, run);
            charts.WriteNumbers(page);
            page.Raw("<footer>Written by Repartee from the files of the run folder. Nothing on this page comes from a network.</footer>")
                .Raw("\n</main></body></html>\n");
            return page.ToString();
        }
    }
}
