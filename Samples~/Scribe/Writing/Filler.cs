#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>Fills the slots and choices of a phrase from the phrase book.</summary>
internal sealed class Filler
{
    private static readonly Regex _choice = new(@"\(([^()]*)\)", RegexOptions.Compiled);
    private static readonly Regex _slot = new(@"\{([a-z0-9]+)(\?(\d*))?\}", RegexOptions.Compiled);
    private readonly PhraseBook _book;
    private readonly Random _random;
    private readonly HashSet<string> _sticky;

    public Filler(PhraseBook book, Random random)
    {
        (_book, _random) = (book, random);
        _sticky = new HashSet<string>(book.Lines("words", "all", "sticky"), StringComparer.Ordinal);
    }

    /// <summary>Picks a phrase the scene has not used yet, if there is one.</summary>
    public string Pick(IReadOnlyList<string> lines, Stage stage)
    {
        string line = lines[_random.Next(lines.Count)];
        for (int tries = 0; tries < 6 && stage.Used.Contains(line); tries++)
            line = lines[_random.Next(lines.Count)];
        return line;
    }

    /// <summary>Replaces all choices and slots of a frame.</summary>
    public string Fill(string frame, Stage stage, ICollection<string> spoken)
    {
        while (_choice.IsMatch(frame))
            frame = _choice.Replace(frame, m => OneOf(m.Groups[1].Value.Split('|')));
        return _slot.Replace(frame, m => Slot(m, stage, spoken));
    }

    private string OneOf(string[] parts) => parts[_random.Next(parts.Length)];

    private string Slot(Match match, Stage stage, ICollection<string> spoken)
    {
        if (match.Groups[2].Success)
        {
            int chance = match.Groups[3].Length > 0 ? int.Parse(match.Groups[3].Value) : 50;
            if (_random.Next(100) >= chance)
                return "";
        }

        string name = match.Groups[1].Value;
        string list = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (stage.Fixed.TryGetValue(name, out string? known))
            return known;
        string value = Value(list, stage, spoken);
        for (int tries = 0; tries < 8 && stage.Fixed.ContainsValue(value); tries++)
            value = Value(list, stage, spoken);
        if (_sticky.Contains(list))
            stage.Fixed[name] = value;
        return value;
    }

    private string Value(string list, Stage stage, ICollection<string> spoken)
    {
        var lines = Lines(list, stage);
        if (lines.Count == 0)
            throw new InvalidOperationException($"No phrases for slot '{list}' ({stage.Role}, {stage.Topic}, {stage.Style}).");
        string line = Pick(lines, stage);
        if (line.Contains(' '))
            spoken.Add(line);
        return Fill(line, stage, spoken);
    }

    private IReadOnlyList<string> Lines(string list, Stage stage)
    {
        if (list == "fact" && _random.Next(100) < 40)
        {
            var own = _book.Lines("role", stage.Role, "on " + stage.Topic);
            if (own.Count > 0 && own.Any(line => !stage.Used.Contains(line)))
                return own;
        }

        var lines = _book.Lines("topic", stage.Topic, list);
        return lines.Count > 0 ? lines : _book.Lines("role", stage.Role, list)
            .Concat(_book.Lines("mood", stage.Mood, list))
            .Concat(_book.Lines("words", "all", list)).ToList();
    }
}
