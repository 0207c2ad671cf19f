using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Cli.Train;

/// <summary>What the actor answered to the held-out rows at one moment, and how it was scored.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Reward">Mean reward, penalties included.</param>
/// <param name="Terms">Mean of each rule's score.</param>
/// <param name="DistinctPairs">Distinct word pairs in all replies by their number: falls when replies become alike. 0 without any.</param>
/// <param name="Samples">Some rows, evenly spread, whatever the replies.</param>
internal sealed record Evaluation(
    int Rows, double Reward, IReadOnlyDictionary<string, double> Terms, double DistinctPairs, IReadOnlyList<EvaluatedLine> Samples)
{
    private const int Shown = 3;

    public static Evaluation Of(IReadOnlyList<EvaluatedReply> replies)
    {
        int shown = System.Math.Min(Shown, replies.Count);
        var pairs = replies.SelectMany(reply => WordPairs(reply.Reply.Text.ToLowerInvariant())).ToList();
        return new Evaluation(
            replies.Count,
            replies.Average(reply => reply.Score.Total),
            replies.SelectMany(reply => reply.Score.Terms).GroupBy(term => term.Name)
                .ToDictionary(group => group.Key, group => group.Average(term => term.Value)),
            pairs.Count == 0 ? 0 : pairs.Distinct().Count() / (double)pairs.Count,
            Enumerable.Range(0, shown).Select(i => EvaluatedLine.Of(replies[i * replies.Count / shown])).ToList());
    }

    private static IEnumerable<(string, string)> WordPairs(string text)
    {
        var words = Regex.Matches(text, @"[\p{L}\p{M}\p{N}'’]+").Select(match => match.Value).ToList();
        return words.Zip(words.Skip(1));
    }
}

/// <summary>A reply, what it answers and its reward. Each text is one line.</summary>
internal sealed record EvaluatedLine(string Persona, string Player, string Reply, double Reward)
{
    public static EvaluatedLine Of(EvaluatedReply reply) => new(
        OneLine(reply.State.Persona), OneLine(reply.State.LastUserMessage?.Content ?? reply.State.RawContext ?? ""),
        OneLine(reply.Reply.Text), reply.Score.Total);

    /// <summary>White space and control characters, which an actor may well say, become spaces.</summary>
    private static string OneLine(string text) => Regex.Replace(text, @"[\s\p{Cc}]+", " ").Trim();
}
