using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Repartee.Samples.Tavern;

namespace Repartee.Samples.PlaySession.Input;

/// <summary>
/// A player that is read from a file: a line is a frame, counted from when there is somebody to talk to, a command, and for "say" the
/// words. Frames must not fall; lines that begin with # are notes.
/// </summary>
internal sealed class Script
{
    private static readonly Dictionary<string, GameCommand> Commands = new()
    {
        ["1"] = GameCommand.Select1,
        ["2"] = GameCommand.Select2,
        ["3"] = GameCommand.Select3,
        ["4"] = GameCommand.Select4,
        ["previous"] = GameCommand.Previous,
        ["next"] = GameCommand.Next,
        ["talk"] = GameCommand.Talk,
        ["say"] = GameCommand.Talk,
        ["up"] = GameCommand.ThumbUp,
        ["down"] = GameCommand.ThumbDown,
        ["pause"] = GameCommand.Pause,
        ["freeze"] = GameCommand.Freeze,
        ["quit"] = GameCommand.Quit,
    };

    private readonly List<(long Frame, GameCommand Command, string? Words)> lines = [];
    private int next;

    /// <summary>A player who does nothing.</summary>
    public static Script Empty => new();

    /// <summary>What was said with the last command; null for nothing.</summary>
    public string? Words { get; private set; }

    /// <exception cref="UsageException">A line is none; the message names it.</exception>
    public static Script Read(string file)
    {
        var script = new Script();
        string[] texts = File.ReadAllLines(file);
        long frame = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i].Trim() is not { Length: > 0 } line || line[0] == '#')
                continue;
            script.lines.Add(Parse(line, $"{Path.GetFileName(file)}, line {i + 1}", frame));
            frame = script.lines[^1].Frame;
        }

        return script;
    }

    /// <summary>The next command that is due by this frame.</summary>
    public GameCommand Next(long frame)
    {
        if (next >= lines.Count || lines[next].Frame > frame)
            return GameCommand.None;
        Words = lines[next].Words;
        return lines[next++].Command;
    }

    private static (long, GameCommand, string?) Parse(string line, string place, long before)
    {
        string[] parts = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long frame) || frame < before)
            throw new UsageException($"{place}: expected a frame of {before} or more first, but found \"{parts[0]}\". Write: 120 talk.");
        string name = parts.Length > 1 ? parts[1] : "";
        if (!Commands.TryGetValue(name, out var command))
            throw new UsageException($"{place}: expected one of {string.Join(", ", Commands.Keys)}, but found \"{name}\".");
        string? words = parts.Length > 2 ? parts[2] : null;
        if ((name == "say") != (words != null))
            throw new UsageException($"{place}: expected words after \"say\" and after nothing else, but found \"{line}\".");
        if (words?.Length > PlayerLine.Most)
            throw new UsageException($"{place}: expected at most {PlayerLine.Most} characters to say, but found {words.Length}.");
        return (frame, command, words);
    }
}
