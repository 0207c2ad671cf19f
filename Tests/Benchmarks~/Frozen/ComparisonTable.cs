using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Benchmarks.Frozen;

/// <summary>The best and the median of one thing. Higher is better, or lower, as the table says.</summary>
internal readonly record struct Measure(double Best, double Median);

/// <summary>
/// A table in Markdown: each row has llama.cpp's best setting for it, and every other peer with its ratio to that one. Ratios are of best
/// values and, in brackets, of medians; above 1, the peer is better than llama.cpp.
/// </summary>
internal sealed class ComparisonTable(string title, bool lowerIsBetter = false)
{
    private readonly Dictionary<string, Dictionary<string, Measure>> rows = [];

    public void Add(string row, string peer, Measure measure)
    {
        if (!rows.TryGetValue(row, out Dictionary<string, Measure>? measures)) rows[row] = measures = [];
        measures[peer] = measure;
    }

    public void Write(TextWriter output)
    {
        string[] others = [.. rows.Values.SelectMany(row => row.Keys).Where(peer => !DecoderPeers.IsLlama(peer)).Distinct()];
        output.WriteLine();
        string heads = string.Concat(others.Select(peer => $"{peer} | ratio | "));
        output.WriteLine($"| {title}: best (median) | llama.cpp | its setting | {heads}".TrimEnd());
        output.WriteLine("|" + string.Concat(Enumerable.Repeat("---|", 3 + 2 * others.Length)));
        foreach ((string row, Dictionary<string, Measure> measures) in rows)
        {
            Measure? anchor = null;
            string setting = "";
            foreach ((string peer, Measure measure) in measures.Where(pair => DecoderPeers.IsLlama(pair.Key)))
                if (anchor is not { } best || IsBetter(measure.Best, best.Best))
                    (anchor, setting) = (measure, peer[(DecoderPeers.Llama.Length + 1)..]);
            string cells = string.Concat(others.Select(peer => Cells(measures, peer, anchor)));
            output.WriteLine($"| {row} | {Text(anchor)} | {setting} | {cells}".TrimEnd());
        }
    }

    private bool IsBetter(double value, double than) => lowerIsBetter ? value < than : value > than;

    private string Cells(Dictionary<string, Measure> measures, string peer, Measure? anchor)
    {
        if (!measures.TryGetValue(peer, out Measure found)) return " | | ";
        string ratio = anchor is { } best ? $"{Ratio(found.Best, best.Best):0.00} ({Ratio(found.Median, best.Median):0.00})" : "";
        return $"{Text(found)} | {ratio} | ";
    }

    private double Ratio(double found, double anchor) => lowerIsBetter ? anchor / found : found / anchor;

    private static string Text(Measure? measure) => measure is { } found ? $"{Number(found.Best)} ({Number(found.Median)})" : "";

    private static string Number(double value) => value.ToString(value < 1000 ? "0.0" : "0");
}
