using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Benchmarks;

/// <summary>Results as a Markdown table, after their JSON lines.</summary>
internal sealed class MarkdownTable(params string[] heads)
{
    private readonly List<string[]> rows = [];

    /// <summary>A row; numbers get three digits or more, and null an empty cell.</summary>
    public void Add(params object?[] cells) => rows.Add([.. cells.Select(Text)]);

    public void Write(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"| {string.Join(" | ", heads)} |");
        output.WriteLine("|" + string.Concat(Enumerable.Repeat("---|", heads.Length)));
        foreach (string[] row in rows)
            output.WriteLine($"| {string.Join(" | ", row)} |");
    }

    private static string Text(object? cell) => cell switch
    {
        null => "",
        double value => value.ToString(value < 10 ? "0.000" : value < 100 ? "0.00" : value < 1000 ? "0.0" : "#,0"),
        int value => value.ToString("#,0"),
        long value => value.ToString("#,0"),
        _ => cell.ToString()!,
    };
}
