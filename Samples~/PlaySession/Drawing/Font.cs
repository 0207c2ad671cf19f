using System;

namespace Repartee.Samples.PlaySession.Drawing;

/// <summary>One size of the letters: where each lies in the atlas, and how wide it is.</summary>
internal sealed class Font
{
    private const char First = ' ', Last = '~', Unknown = '?';

    private readonly Glyph[] glyphs = new Glyph[Last - First + 1];

    /// <param name="capital">Height of capitals in pixels.</param>
    public Font(float capital)
    {
        Capital = capital;
        LineHeight = MathF.Round(capital * 1.85f);
    }

    /// <summary>Height of capitals in pixels.</summary>
    public float Capital { get; }

    /// <summary>From base line to base line, in pixels.</summary>
    public float LineHeight { get; }

    /// <summary>The letter of a character; a question mark where there is none.</summary>
    public ref readonly Glyph this[char character] => ref glyphs[Index(character)];

    /// <summary>Width of a text in one line, in pixels.</summary>
    public float Width(ReadOnlySpan<char> text)
    {
        float width = 0;
        foreach (char character in text)
            width += this[character].Advance;
        return width;
    }

    internal void Set(char character, in Glyph glyph) => glyphs[character - First] = glyph;

    private static int Index(char character) => character switch
    {
        >= First and <= Last => character - First,
        '\u2018' or '\u2019' => '\'' - First,
        '\u201C' or '\u201D' => '"' - First,
        '\u2013' or '\u2014' or '\u2010' or '\u2011' => '-' - First,
        '\u00A0' or '\n' or '\t' => 0,
        >= '\u00C0' and <= '\u00C5' => 'A' - First,
        >= '\u00C8' and <= '\u00CB' => 'E' - First,
        >= '\u00E0' and <= '\u00E5' => 'a' - First,
        '\u00E7' => 'c' - First,
        >= '\u00E8' and <= '\u00EB' => 'e' - First,
        >= '\u00EC' and <= '\u00EF' => 'i' - First,
        '\u00F1' => 'n' - First,
        >= '\u00F2' and <= '\u00F6' => 'o' - First,
        >= '\u00F9' and <= '\u00FC' => 'u' - First,
        _ => Unknown - First,
    };
}

/// <summary>A letter.</summary>
/// <param name="U">Left side in the atlas, 0 to 1; so are the others.</param>
/// <param name="Left">From the pen to the picture's left side, in pixels.</param>
/// <param name="Top">From the base line up to the picture's upper side, in pixels.</param>
/// <param name="Width">Of the picture, in pixels; 0 for the space.</param>
/// <param name="Advance">To the next letter, in pixels.</param>
internal readonly record struct Glyph(
    float U, float V, float U2, float V2, float Left, float Top, float Width, float Height, float Advance);
