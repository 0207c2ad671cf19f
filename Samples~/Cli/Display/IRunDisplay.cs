using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Repartee.Samples.Cli.Display;

/// <summary>Shows a run to a person. Called from one thread at a time.</summary>
internal interface IRunDisplay
{
    /// <summary>Shows how the work goes on until it ends, and passes its exceptions on.</summary>
    Task WatchAsync(Func<Task> work);

    /// <summary>What happens now, such as "Asking 12 held-out rows".</summary>
    void Stage(string text);

    /// <summary>After each step of the work.</summary>
    void Step(RunStep step);

    /// <summary>One line.</summary>
    void Say(string text);
}

/// <summary>Where a run stands.</summary>
/// <param name="Unit">What is counted, such as "update".</param>
/// <param name="Done">How many are done.</param>
/// <param name="Planned">How many are to be done in all.</param>
/// <param name="Values">What was measured, such as "reward 0.512".</param>
/// <param name="Left">Estimated time to the end.</param>
internal sealed record RunStep(string Unit, long Done, long Planned, IReadOnlyList<string> Values, TimeSpan Left)
{
    public string Line => string.Join("  ", Values.Prepend($"{Unit} {Done}/{Planned}"));

    /// <summary>Minutes and seconds, such as 1:05; hours where there are any.</summary>
    public string Clock => Left.ToString(Left.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss");
}
