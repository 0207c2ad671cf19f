using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Samples.Tavern;

/// <summary>What a run changed: a few held-out dialogues with both replies, and the means over all.</summary>
/// <param name="frozen">The frozen actor: file, type and size.</param>
internal sealed class BeforeAfterReport(HeldOutReplies before, HeldOutReplies after, RunSummary summary, string frozen)
{
    private const int Shown = 5;

    public RunSummary Summary { get; } = summary;

    /// <summary>Evenly spread over the held-out dialogues, whatever their replies: not the best ones.</summary>
    public IEnumerable<ComparedReply> Replies()
    {
        int shown = Math.Min(Shown, before.Rows.Count);
        return Enumerable.Range(0, shown).Select(i => i * before.Rows.Count / shown).Select(row => new ComparedReply(
            before.Rows[row], before.Replies[row].Text, before.Scores[row], after.Replies[row].Text, after.Scores[row]));
    }

    /// <summary>The numbers over all held-out dialogues, a line each.</summary>
    public IEnumerable<(string Name, string Value)> Totals()
    {
        yield return ("Held-out reward",
            $"{Summary.RewardBefore:F3} -> {Summary.RewardAfter:F3} ({Summary.RewardAfter - Summary.RewardBefore:+0.000;-0.000}), "
            + $"{Summary.HeldOut} replies, from 0 to 1");
        foreach (string term in before.Terms.Keys)
            yield return ($"  {term}", $"{before.Terms[term]:F3} -> {after.Terms[term]:F3}");
        yield return ("Distinct word pairs", $"{Summary.Distinct2Before:F3} -> {Summary.Distinct2After:F3}");
        yield return ("KL to the start", $"{Summary.KlFinal:F2} nats a reply");
        yield return ("Run",
            $"{Summary.Updates} updates, {Summary.Seconds:F0} s, {Summary.GeneratedTokens} tokens, {Summary.PeakMemoryMb:F0} MB at most");
        yield return ("Run folder", Summary.RunFolder);
        yield return ("Frozen actor", frozen);
    }
}

/// <summary>One held-out dialogue and its two replies.</summary>
internal sealed record ComparedReply(
    DialogueState State, string Before, RewardBreakdown BeforeScore, string After, RewardBreakdown AfterScore)
{
    /// <summary>Who answers.</summary>
    public string Persona => OneLine(State.Persona);

    /// <summary>What is answered.</summary>
    public string Player => OneLine(State.LastUserMessage?.Content ?? State.RawContext ?? "");

    public string Before { get; } = OneLine(Before);

    public string After { get; } = OneLine(After);

    /// <summary>White space and control characters, which an actor may well say, become spaces.</summary>
    private static string OneLine(string text) => Regex.Replace(text, @"[\s\p{Cc}]+", " ").Trim();
}
