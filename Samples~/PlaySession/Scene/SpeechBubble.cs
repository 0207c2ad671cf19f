using System;
using System.Numerics;
using Repartee.Samples.PlaySession.Drawing;
using Repartee.Samples.PlaySession.Gl;

namespace Repartee.Samples.PlaySession.Scene;

/// <summary>What a figure says, above it, and over that in small letters what it was asked. Allocates nothing.</summary>
internal sealed class SpeechBubble
{
    private const float Padding = 13, TipWidth = 22, TipHeight = 14;

    private static readonly Colour Paper = Colour.Of(0xF6ECD2), Edge = Colour.Of(0x2A1A0E, 0.55f), Ink = Colour.Of(0x2B1B10);
    private static readonly Colour Faded = Colour.Of(0x86704F), Thanks = Colour.Of(0x3C7A3A), Scorn = Colour.Of(0xB0372A);

    private readonly LineBreaks asked = new(2);
    private readonly LineBreaks said = new(5);

    /// <summary>Draws it.</summary>
    /// <param name="middle">Of the figure.</param>
    /// <param name="question">What the figure was asked; empty for nothing.</param>
    /// <param name="answer">What it has said so far.</param>
    /// <param name="isGrowing">Whether there will be more.</param>
    /// <param name="thumb">What the player thought of it: more than 0 good, less than 0 bad.</param>
    public void Draw(
        Painter painter, float middle, ReadOnlySpan<char> question, ReadOnlySpan<char> answer, bool isGrowing, int thumb, float seconds)
    {
        const float room = Stage.BubbleWidth - (2 * Padding);
        asked.Break(painter.Small, question, room);
        said.Break(painter.Body, answer, room);
        int lines = Math.Max(1, said.Count);
        float height = (2 * Padding) + (asked.Count * painter.Small.LineHeight) + (lines * painter.Body.LineHeight) - 4;
        float width = Math.Clamp(Math.Max(asked.Widest, said.Widest) + (2 * Padding) + 10, 110, Stage.BubbleWidth);
        float x = MathF.Round(middle - (width / 2)), y = MathF.Round(Stage.BubbleBottom - height);
        Paint(painter, middle, x, y, width, height);

        float baseline = y + Padding - 3;
        for (int line = 0; line < asked.Count; line++)
            painter.Text(painter.Small, asked.Line(question, line), x + Padding, baseline += painter.Small.LineHeight - 2, Faded);
        baseline += asked.Count > 0 ? 2 : -2;
        float end = x + Padding;
        for (int line = 0; line < lines; line++)
        {
            baseline += painter.Body.LineHeight;
            if (line < said.Count)
                end = painter.Text(painter.Body, said.Line(answer, line), x + Padding, baseline - 2, Ink);
        }

        if (isGrowing)
            Growing(painter, answer.IsEmpty, end, baseline - 2, seconds);
        if (thumb != 0)
            Judged(painter, x + width - 6, y + 4, thumb > 0);
    }

    private static void Paint(Painter painter, float middle, float x, float y, float width, float height)
    {
        painter.Rounded(x - 1.5f, y - 1.5f, width + 3, height + 4, 14, Edge, isHollow: true);
        Vector2 left = new(middle - (TipWidth / 2), y + height - 1), right = left + new Vector2(TipWidth, 0);
        var tip = new Vector2(middle, y + height + TipHeight);
        painter.Triangle(left - new Vector2(2, 0), right + new Vector2(2, 0), tip + new Vector2(0, 2), Edge);
        painter.Rounded(x, y, width, height, 13, Paper);
        painter.Triangle(left, right, tip, Paper);
    }

    /// <summary>Dots while it thinks, a caret while it speaks.</summary>
    private static void Growing(Painter painter, bool isThinking, float x, float baseline, float seconds)
    {
        if (!isThinking)
        {
            if (seconds % 0.6f < 0.4f)
                painter.Rectangle(x + 1, baseline - 11, 2, 13, Ink);
            return;
        }

        for (int dot = 0; dot < 3; dot++)
        {
            float rise = MathF.Max(0, MathF.Sin((seconds * 6) - dot)) * 4;
            painter.Ellipse(x + 5 + (dot * 11), baseline - 3 - rise, 3, 3, Faded);
        }
    }

    private static void Judged(Painter painter, float x, float y, bool isGood)
    {
        painter.Ellipse(x, y, 13, 13, isGood ? Thanks : Scorn);
        painter.Line(new Vector2(x - 5, y), new Vector2(x + 5, y), 2.6f, Colour.White);
        if (isGood)
            painter.Line(new Vector2(x, y - 5), new Vector2(x, y + 5), 2.6f, Colour.White);
    }
}
