using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Repartee.Samples.Tavern;

/// <summary>A table that grows with the updates, for terminals.</summary>
internal sealed class LiveDisplay(IAnsiConsole console) : IRunDisplay
{
    private const int BarWidth = 30;

    private readonly object gate = new();
    private readonly List<RunStatus> updates = [];
    private string stage = "";
    private DateTime changed = DateTime.UtcNow;

    /// <summary>The newest updates that fit, with the lines around them.</summary>
    private int Rows => Math.Clamp(console.Profile.Height - 10, 3, 12);

    /// <inheritdoc/>
    public Task WatchAsync(Func<Task> work) => console.Live(Draw()).StartAsync(async live =>
    {
        var running = work();
        while (await Task.WhenAny(running, Task.Delay(250)) != running)
            live.UpdateTarget(Draw());
        live.UpdateTarget(Draw());
        await running;
    });

    /// <inheritdoc/>
    public void Stage(string text) => Change(() => stage = text);

    /// <inheritdoc/>
    public void Update(RunStatus status) => Change(() => updates.Add(status));

    /// <inheritdoc/>
    public void Say(string text) => console.Profile.Out.Writer.WriteLine(text);         // not broken at the edge: it may be a path to copy

    /// <inheritdoc/>
    public void Show(BeforeAfterReport report) => console.Write(ReportTable.Of(report));

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            changed = DateTime.UtcNow;
        }
    }

    private Rows Draw()
    {
        lock (gate)
            return new Rows(Table(), new Markup($"[yellow]{Markup.Escape(stage)}[/]  {Bar()}"));
    }

    private Table Table()
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey);
        foreach (string name in new[] { "Update", "Reward", "KL", "Entropy", "Tokens/s" })
            table.AddColumn(new TableColumn($"[bold]{name}[/]").RightAligned().NoWrap());
        foreach (var status in updates.TakeLast(Rows))
        {
            string colour = status.Reward >= updates[0].Reward ? "green" : "red";
            table.AddRow(
                $"{status.Progress.Update}", $"[{colour}]{status.Reward:F3}[/]", $"{status.Kl:F2}", $"{status.Entropy:F2}",
                $"{status.TokensPerSecond:F0}");
        }

        return table;
    }

    private string Bar()
    {
        if (updates.Count == 0)
            return "";
        var newest = updates[^1];
        int done = (int)(BarWidth * newest.Progress.Update / newest.Planned);
        var left = newest.Left - (DateTime.UtcNow - changed);
        return $"[green]{new string('━', done)}[/][grey]{new string('─', BarWidth - done)}[/]  "
            + $"{newest.Progress.Update}/{newest.Planned}  {RunStatus.Clock(left)} left";
    }
}
