using System;
using System.Threading.Tasks;
using Spectre.Console;

namespace Repartee.Samples.Cli.Display;

/// <summary>Lines with a bar below them that moves, for terminals.</summary>
internal sealed class MovingDisplay(IAnsiConsole console) : IRunDisplay
{
    private ProgressTask? bar;

    /// <inheritdoc/>
    public Task WatchAsync(Func<Task> work) => console.Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn())
        .StartAsync(async context =>
        {
            bar = context.AddTask("Starting");
            bar.IsIndeterminate = true;
            try
            {
                await work();
            }
            finally
            {
                bar = null;
            }
        });

    /// <inheritdoc/>
    public void Stage(string text)
    {
        if (bar is null)
            return;
        bar.Description = Markup.Escape(text);
        bar.IsIndeterminate = true;
    }

    /// <inheritdoc/>
    public void Step(RunStep step)
    {
        Say(step.Line);
        if (bar is null)
            return;
        bar.MaxValue = step.Planned;
        bar.Value = step.Done;
        bar.IsIndeterminate = false;
        bar.Description = $"{step.Unit} {step.Done}/{step.Planned}, {step.Clock} left";
    }

    /// <inheritdoc/>
    public void Say(string text)
    {
        if (bar is null)
            console.Profile.Out.Writer.WriteLine(text);                         // not broken at the edge: it may be a path to copy
        else
            console.WriteLine(text);
    }
}
