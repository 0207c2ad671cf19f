using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Repartee.Benchmarks;

/// <summary>Draws one metric of several runs over their updates as an SVG picture; each line is a mean over 5 updates.</summary>
internal static class LearningCurve
{
    private const int Width = 760, Height = 340, Left = 56, Right = 120, Top = 34, Bottom = 44, Window = 5;

    private static readonly string[] Colours = ["#1b6ca8", "#c8553d", "#588157", "#8d5fa8", "#b08900", "#4a4e69"];

    internal static void Draw(IReadOnlyList<DirectoryInfo> runs, string metric, string title, string output)
    {
        var lines = runs.Select(run => Smooth(Read(run, metric))).ToList();
        double low = Math.Floor(lines.Min(l => l.Min()) * 20) / 20, high = Math.Ceiling(lines.Max(l => l.Max()) * 20) / 20;
        int updates = lines.Max(l => l.Length);
        double X(int i) => Left + (double)i / Math.Max(1, updates - 1) * (Width - Left - Right);
        double Y(double v) => Top + (high - v) / (high - low) * (Height - Top - Bottom);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" ");
        svg.Append("font-family=\"sans-serif\" font-size=\"13\" fill=\"#333\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"20\" font-size=\"15\">{title}</text>\n");
        for (double v = low; v <= high + 1e-9; v += 0.05)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Y(v):F1}H{Width - Right}\" stroke=\"#e3e3e3\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(v) + 4:F1}\" text-anchor=\"end\">{v:F2}</text>\n");
        }

        for (int i = 0; i < updates; i += 20)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(i):F1}\" y=\"{Height - 24}\" text-anchor=\"middle\">{i + 1}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">update</text>\n");
        for (int run = 0; run < lines.Count; run++)
        {
            string colour = Colours[run % Colours.Length];
            string points = string.Join(" ", lines[run].Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{X(i):F1},{Y(v):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 10}\" y=\"{Top + 20 * run + 10}\" fill=\"{colour}\">{runs[run].Name}</text>\n");
        }

        File.WriteAllText(output, svg.Append("</svg>\n").ToString());
    }

    private static double[] Read(DirectoryInfo run, string metric) => File.ReadLines(Path.Combine(run.FullName, "metrics.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement.GetProperty(metric).GetDouble()).ToArray();

    private static double[] Smooth(double[] values) =>
        values.Select((_, i) => values[Math.Max(0, i - Window + 1)..(i + 1)].Average()).ToArray();
}
