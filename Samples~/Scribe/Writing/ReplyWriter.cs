#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>Writes what a character answers: a style's frame, filled for role, mood and topic.</summary>
internal sealed class ReplyWriter
{
    private const int Tries = 24;
    private const int TriesToEcho = 16;
    private readonly PhraseBook _book;
    private readonly Filler _filler;
    private readonly HashSet<string> _stop;

    public ReplyWriter(PhraseBook book, Filler filler)
    {
        (_book, _filler) = (book, filler);
        _stop = new HashSet<string>(book.Lines("words", "all", "stop"), StringComparer.Ordinal);
    }

    /// <summary>The answer to a first question about the stage's topic.</summary>
    public string Answer(Stage stage)
    {
        string kind = _book.First("topic", stage.Topic, "kind");
        var frames = _book.Lines("style", stage.Style, kind);
        return Best(frames.Count > 0 ? frames : _book.Lines("style", stage.Style, "any"), stage);
    }

    /// <summary>The answer to a follow-up question such as "where" or "price".</summary>
    public string FollowUp(string follow, Stage stage)
    {
        var frames = _book.Lines("follow", follow, stage.Style);
        return Best(frames.Count > 0 ? frames : _book.Lines("follow", follow, "any"), stage);
    }

    /// <summary>Fills frames until one reads well: right length, no echo, on topic.</summary>
    private string Best(IReadOnlyList<string> frames, Stage stage)
    {
        int least = int.Parse(_book.First("style", stage.Style, "least"));
        int most = int.Parse(_book.First("style", stage.Style, "most"));
        var words = _book.Lines("topic", stage.Topic, "words");
        string best = "";
        int bestFaults = int.MaxValue;
        var bestSpoken = new List<string>();
        var before = new Dictionary<string, string>(stage.Fixed);
        var bestFixed = before;
        var heard = Keys(stage.Heard, words);
        for (int i = 0; i < Tries && bestFaults > (i < TriesToEcho ? 0 : 1); i++)
        {
            Restore(stage, before);
            var spoken = new List<string>();
            string frame = _filler.Pick(frames, stage);
            string text = Polish.Sentence(_filler.Fill(frame, stage, spoken));
            int faults = 2 * Faults(text, least, most, words, spoken.Any(stage.Used.Contains));
            if (heard.Count > 0 && !heard.Overlaps(Keys(text, words)))
                faults++;
            if (Polish.Mentions(text, _book.Lines("role", stage.Role, "never")))
                faults += 6;
            if (faults >= bestFaults)
                continue;
            spoken.Add(frame);
            (best, bestFaults, bestSpoken) = (text, faults, spoken);
            bestFixed = new Dictionary<string, string>(stage.Fixed);
        }

        Restore(stage, bestFixed);
        stage.Used.UnionWith(bestSpoken);
        return best;
    }

    /// <summary>The first letters of the telling words of a line, apart from the topic itself.</summary>
    private HashSet<string> Keys(string text, IReadOnlyList<string> topic)
    {
        string known = topic[0][..Math.Min(4, topic[0].Length)];
        return text.ToLowerInvariant().Split(" ,.;:!?'".ToCharArray(), StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.Length >= 4 && !_stop.Contains(w) && !w.StartsWith(known, StringComparison.Ordinal))
            .Select(w => w[..4]).ToHashSet(StringComparer.Ordinal);
    }

    private static int Faults(string text, int least, int most, IReadOnlyList<string> words, bool old)
    {
        int count = Polish.WordCount(text);
        int faults = Math.Max(0, least - count) + Math.Max(0, count - most);
        if (Polish.Repeats(text, words))
            faults += 4;
        if (!Polish.Mentions(text, words))
            faults += 1;
        if (text.Contains(" that I ", StringComparison.Ordinal) || text.Contains(" that my ", StringComparison.Ordinal))
            faults += 3; // "they say that I ...": a rumour must not be about the speaker
        return faults + (old ? 2 : 0);
    }

    private static void Restore(Stage stage, Dictionary<string, string> values)
    {
        stage.Fixed.Clear();
        foreach (var (key, value) in values)
            stage.Fixed[key] = value;
    }
}
