using System.Collections.Generic;
using System.Linq;

namespace Repartee.Samples.Cli.Train;

/// <summary>What a run changed: some held-out rows with both replies, and the means over all.</summary>
internal sealed class TrainReport(TrainSummary summary, Evaluation? before, Evaluation? after)
{
    public IEnumerable<string> Lines()
    {
        if (before != null && after != null)
        {
            foreach (string line in before.Samples.Zip(after.Samples).SelectMany(pair => Compared(pair.First, pair.Second)))
                yield return line;
        }

        yield return "";
        var totals = Totals().ToList();
        int width = totals.Max(total => total.Name.Length);
        foreach (var (name, value) in totals)
            yield return $"{name.PadRight(width)}  {value}";
    }

    private static IEnumerable<string> Compared(EvaluatedLine before, EvaluatedLine after) =>
    [
        "",
        $"Persona: {before.Persona}",
        $"Player:  {before.Player}",
        $"Before:  {before.Reply} ({before.Reward:F2})",
        $"After:   {after.Reply} ({after.Reward:F2})",
    ];

    private IEnumerable<(string Name, string Value)> Totals()
    {
        if (before != null && after != null)
        {
            yield return ("Held-out reward",
                $"{before.Reward:F3} -> {after.Reward:F3} ({after.Reward - before.Reward:+0.000;-0.000}), {after.Rows} rows");
            foreach (string term in before.Terms.Keys)
                yield return ($"  {term}", $"{before.Terms[term]:F3} -> {after.Terms[term]:F3}");
            yield return ("Distinct word pairs", $"{before.DistinctPairs:F3} -> {after.DistinctPairs:F3}");
        }

        if (summary.KlFinal is double kl)
            yield return ("KL to the start", $"{kl:F2} nats a reply");
        yield return ("Run", $"{summary.Updates} updates, {summary.Seconds:F0} s, {summary.GeneratedTokens} tokens");
        yield return ("Run folder", summary.RunFolder);
        yield return ("Learnt", summary.Checkpoint);
    }
}
