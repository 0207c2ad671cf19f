using System;

namespace Repartee.Samples.PlaySession.Drawing;

/// <summary>
/// Where a text that grows is broken into lines of a width. Words that were placed stay where they are while the text grows behind them,
/// so a bubble does not jump; a word longer than a line is broken. Allocates nothing.
/// </summary>
internal sealed class LineBreaks
{
    private readonly int[] starts;

    /// <param name="mostLines">Further lines are left out.</param>
    public LineBreaks(int mostLines) => starts = new int[mostLines + 1];

    /// <summary>Lines that the last text takes.</summary>
    public int Count { get; private set; }

    /// <summary>Width of the widest, in pixels.</summary>
    public float Widest { get; private set; }

    /// <summary>Whether lines were left out.</summary>
    public bool IsCut { get; private set; }

    /// <summary>One line's characters, without the white space around them.</summary>
    public ReadOnlySpan<char> Line(ReadOnlySpan<char> text, int line) => text[starts[line]..starts[line + 1]].Trim();

    /// <summary>Breaks a text.</summary>
    public void Break(Font font, ReadOnlySpan<char> text, float width)
    {
        (Count, Widest, IsCut) = (0, 0, false);
        int start = 0;
        while (start < text.Length && !IsCut)
        {
            while (start < text.Length && char.IsWhiteSpace(text[start]))
                start++;
            int end = End(font, text, start, width);
            if (end == start)
                break;
            if (Count == starts.Length - 1)
            {
                IsCut = true;
                break;
            }

            starts[Count] = start;
            starts[++Count] = end;
            Widest = MathF.Max(Widest, font.Width(text[start..end].TrimEnd()));
            start = end;
        }
    }

    /// <summary>Behind the last character that fits: behind a word if there is one.</summary>
    private static int End(Font font, ReadOnlySpan<char> text, int start, float width)
    {
        float used = 0;
        int wordEnd = start;
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == '\n')
                return i + 1;
            if (char.IsWhiteSpace(text[i]))
                wordEnd = i + 1;
            used += font[text[i]].Advance;
            if (used > width && !char.IsWhiteSpace(text[i]))
                return wordEnd > start ? wordEnd : Math.Max(i, start + 1);
        }

        return text.Length;
    }
}
