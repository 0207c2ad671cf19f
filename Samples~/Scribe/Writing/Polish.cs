#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Repartee.Samples.Scribe.Writing;

/// <summary>Spacing, capitals and articles of a filled phrase, and a few measures of it.</summary>
internal static class Polish
{
    private static readonly Regex _spaces = new(@"\s+", RegexOptions.Compiled);
    private static readonly Regex _loose = new(@"\s+([,.;:!?])", RegexOptions.Compiled);
    private static readonly Regex _double = new(@"([!?.])[,.;:]+|,+(?=[.!?;:])", RegexOptions.Compiled);
    private static readonly Regex _article = new(@"\b([Aa])n? (?=([A-Za-z]+))", RegexOptions.Compiled);
    private static readonly string[] _soundsVowel = { "hour", "honest", "heir", "honour" };
    private static readonly string[] _soundsConsonant = { "one", "once", "use", "uni", "eu", "uk" };

    /// <summary>Makes a filled phrase into a clean sentence or two.</summary>
    public static string Sentence(string text)
    {
        text = _spaces.Replace(text, " ").Trim();
        text = _loose.Replace(text, "$1");
        text = _double.Replace(text, "$1");
        text = _article.Replace(text, m => m.Groups[1].Value + (Vowel(m.Groups[2].Value) ? "n " : " "));
        if (text.Length > 0 && ".!?".IndexOf(text[^1]) < 0)
            text += ".";
        return Capitals(text);
    }

    /// <summary>The number of words.</summary>
    public static int WordCount(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Whether a longer word occurs more often than one would write it.</summary>
    public static bool Repeats(string text, IReadOnlyCollection<string> allowed)
    {
        var words = text.ToLowerInvariant().Split(" ,.;:!?".ToCharArray(), StringSplitOptions.RemoveEmptyEntries);
        return words.Where(w => w.Length >= 5 && w is not ("there" or "about" or "never" or "would"))
            .GroupBy(w => w)
            .Any(g => g.Count() > (allowed.Contains(g.Key) ? 2 : 1));
    }

    /// <summary>Whether any of the words occurs as a whole word.</summary>
    public static bool Mentions(string text, IEnumerable<string> words)
    {
        string padded = " " + Regex.Replace(text.ToLowerInvariant(), @"[^a-z]+", " ") + " ";
        return words.Any(word => padded.Contains(" " + word + " ", StringComparison.Ordinal));
    }

    private static bool Vowel(string word)
    {
        string w = word.ToLowerInvariant();
        if (_soundsVowel.Any(s => w.StartsWith(s, StringComparison.Ordinal)))
            return true;
        return "aeiou".IndexOf(w[0]) >= 0 && !_soundsConsonant.Any(s => w.StartsWith(s, StringComparison.Ordinal));
    }

    private static string Capitals(string text)
    {
        var built = new StringBuilder(text);
        bool start = true;
        for (int i = 0; i < built.Length; i++)
        {
            char c = built[i];
            if (start && char.IsLetterOrDigit(c))
            {
                built[i] = char.ToUpperInvariant(c);
                start = false;
            }
            else if (".!?".IndexOf(c) >= 0)
                start = true;
        }

        return built.ToString();
    }
}
