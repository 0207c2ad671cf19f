using System;
using System.IO;
using System.Threading.Tasks;

namespace Repartee.Samples.Cli.Display;

/// <summary>Lines of text, for files, pipes and simple terminals.</summary>
internal sealed class PlainDisplay(TextWriter output) : IRunDisplay
{
    /// <inheritdoc/>
    public Task WatchAsync(Func<Task> work) => work();

    /// <inheritdoc/>
    public void Stage(string text) => Say(text);

    /// <inheritdoc/>
    public void Step(RunStep step) => Say($"{step.Line}  {step.Clock} left");

    /// <inheritdoc/>
    public void Say(string text) => output.WriteLine(text);
}
