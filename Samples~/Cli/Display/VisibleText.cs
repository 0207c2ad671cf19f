using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Repartee.Samples.Cli.Display;

/// <summary>
/// Text of files and actors for a terminal: characters that a terminal obeys, or that turn the direction of writing, are spelled as
/// \uXXXX.
/// </summary>
internal static class VisibleText
{
    /// <summary>Lines and tabs stay.</summary>
    public static string Of(string text) => Spell(text, keepsLines: true);

    /// <summary>In one line, whatever it holds: spaces and line ends become one space.</summary>
    public static string OneLine(string text) => Spell(Regex.Replace(text.Trim(), @"\s*\n\s*", " "), keepsLines: false);

    private static string Spell(string text, bool keepsLines)
    {
        if (!text.Any(letter => IsObeyed(letter, keepsLines)))
            return text;
        var spelled = new StringBuilder();
        foreach (char letter in text)
        {
            if (IsObeyed(letter, keepsLines))
                spelled.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else
                spelled.Append(letter);
        }

        return spelled.ToString();
    }

    private static bool IsObeyed(char letter, bool keepsLines) => letter switch
    {
        '\n' or '\t' => !keepsLines,
        '\u2028' or '\u2029' => true,                                           // separators of lines and paragraphs
        '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => true,
        _ => char.IsControl(letter),
    };
}
