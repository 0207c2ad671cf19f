using System.Linq;
using Repartee.Rewards;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Repartee.Samples.Tavern;

/// <summary>The report for a terminal: both replies side by side, their reward terms below them.</summary>
internal static class ReportTable
{
    public static IRenderable Of(BeforeAfterReport report)
    {
        var totals = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in report.Totals())
            totals.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        return new Rows(report.Replies().Select(Compare).Append(new Text("")).Append(totals));
    }

    private static IRenderable Compare(ComparedReply reply)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey).Expand()
            .AddColumn(Head("Before", reply.BeforeScore)).AddColumn(Head("After", reply.AfterScore));
        table.AddRow(new Text(reply.Before), new Text(reply.After));
        table.AddRow(Terms(reply.BeforeScore), Terms(reply.AfterScore));
        return new Rows(
            new Text(""),
            new Text(reply.Persona, new Style(Color.Grey)),
            new Markup($"[bold]Player:[/] {Markup.Escape(reply.Player)}"),
            table);
    }

    private static TableColumn Head(string name, RewardBreakdown score) =>
        new($"[bold]{name}[/] [{Colour(score.Quality)}]{score.Quality:F2}[/]");

    /// <summary>Name and value are one word, so that no line ends between them.</summary>
    private static Markup Terms(RewardBreakdown score) =>
        new(string.Join("  ", score.Terms.Select(term => $"[{Colour(term.Value)}]{Markup.Escape(term.Name)}={term.Value:F2}[/]")));

    private static string Colour(double value) => value >= 0.75 ? "green" : value >= 0.4 ? "yellow" : "red";
}
