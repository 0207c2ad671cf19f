#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>
/// All hand-written phrases, read once from the embedded resources whose logical names are
/// <c>tavern-*.txt</c> (the project file embeds <c>Writing/Phrases/**</c> under the file's own name).
/// </summary>
/// <remarks>
/// Format: <c># note</c>; <c>@kind name</c> opens a scope (kind: role, topic, mood, style, follow, words, player);
/// <c>key = a, b</c> lines right after it are short lists; <c>[section]</c> opens a list of phrases, one a line.
/// In a phrase <c>{x}</c> is a slot, <c>{x?}</c> an optional slot, <c>{x?30}</c> one filled in 30 of 100
/// cases, and <c>(a|b)</c> a choice.
/// </remarks>
internal sealed class PhraseBook
{
    private static readonly Lazy<PhraseBook> _shared = new(Load);
    private readonly Dictionary<string, List<string>> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _names = new(StringComparer.Ordinal);

    /// <summary>The book of this assembly.</summary>
    public static PhraseBook Shared => _shared.Value;

    /// <summary>How many phrases the book holds.</summary>
    public int Count => _lists.Values.Sum(lines => lines.Count);

    /// <summary>The names of all scopes of a kind, in file order.</summary>
    public IReadOnlyList<string> Names(string kind) =>
        _names.TryGetValue(kind, out var names) ? names : Array.Empty<string>();

    /// <summary>The phrases of a section; empty when there are none.</summary>
    public IReadOnlyList<string> Lines(string kind, string name, string section) =>
        _lists.TryGetValue(Key(kind, name, section), out var lines) ? lines : Array.Empty<string>();

    /// <summary>The first phrase of a section, or <paramref name="fallback"/>.</summary>
    public string First(string kind, string name, string section, string fallback = "")
    {
        var lines = Lines(kind, name, section);
        return lines.Count > 0 ? lines[0] : fallback;
    }

    private static string Key(string kind, string name, string section) => $"{kind}:{name}/{section}";

    private static PhraseBook Load()
    {
        var book = new PhraseBook();
        var assembly = typeof(PhraseBook).Assembly;
        var files = assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith("tavern-", StringComparison.Ordinal) && n.EndsWith(".txt", StringComparison.Ordinal))
            .OrderBy(n => n, StringComparer.Ordinal);
        foreach (string file in files)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            book.Read(reader);
        }

        return book;
    }

    private void Read(TextReader reader)
    {
        string kind = "words", name = "all", section = "";
        while (reader.ReadLine() is { } raw)
        {
            string line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '@')
            {
                int cut = line.IndexOf(' ');
                (kind, name, section) = (line[1..cut], line[(cut + 1)..].Trim(), "");
                AddName(kind, name);
            }
            else if (line[0] == '[')
                section = line[1..^1];
            else if (section.Length > 0)
                Add(Key(kind, name, section), line);
            else
                AddShort(kind, name, line);
        }
    }

    private void AddShort(string kind, string name, string line)
    {
        int cut = line.IndexOf('=');
        foreach (string part in line[(cut + 1)..].Split(','))
            Add(Key(kind, name, line[..cut].Trim()), part.Trim());
    }

    private void Add(string key, string line)
    {
        if (!_lists.TryGetValue(key, out var lines))
            _lists[key] = lines = new List<string>();
        lines.Add(line);
    }

    private void AddName(string kind, string name)
    {
        if (!_names.TryGetValue(kind, out var names))
            _names[kind] = names = new List<string>();
        if (!names.Contains(name))
            names.Add(name);
    }
}
