using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Repartee.Rewards;

namespace Repartee.Samples.Tavern;

/// <summary>Lines of text, for files, pipes and simple terminals.</summary>
internal sealed class PlainDisplay(TextWriter output) : IRunDisplay
{
    /// <inheritdoc/>
    public Task WatchAsync(Func<Task> work) => work();

    /// <inheritdoc/>
    public void Stage(string text) => Say(text);

    /// <inheritdoc/>
    public void Update(RunStatus status) => Say(
        $"update {status.Progress.Update}/{status.Planned}  reward {status.Reward:F3}  KL {status.Kl:F2}  entropy {status.Entropy:F2}  "
        + $"{status.TokensPerSecond:F0} tokens/s  {RunStatus.Clock(status.Left)} left");

    /// <inheritdoc/>
    public void Say(string text) => output.WriteLine(text);

    /// <inheritdoc/>
    public void Show(BeforeAfterReport report)
    {
        foreach (var reply in report.Replies())
        {
            Say("");
            Say($"Persona: {reply.Persona}");
            Say($"Player:  {reply.Player}");
            Say($"Before:  {reply.Before}");
            Say($"         {Describe(reply.BeforeScore)}");
            Say($"After:   {reply.After}");
            Say($"         {Describe(reply.AfterScore)}");
        }

        Say("");
        var totals = report.Totals().ToList();
        int width = totals.Max(total => total.Name.Length);
        foreach (var (name, value) in totals)
            Say($"{name.PadRight(width)}  {value}");
    }

    private static string Describe(RewardBreakdown score) =>
        $"{score.Quality:F2}: {string.Join(", ", score.Terms.Select(term => $"{term.Name} {term.Value:F2}"))}";
}
