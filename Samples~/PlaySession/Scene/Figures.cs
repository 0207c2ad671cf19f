using System;
using System.Numerics;
using Repartee.Samples.PlaySession.Drawing;
using Repartee.Samples.PlaySession.Gl;

namespace Repartee.Samples.PlaySession.Scene;

/// <summary>The people in the room, who breathe, blink and move their lips.</summary>
internal sealed class Figures : IDisposable
{
    private const int Innkeeper = 0;

    /// <summary>What a box has left and right of its figure.</summary>
    private const float Margin = 12;

    private readonly Canvas sprites;

    public Figures(GlFunctions gl, Batch batch, Painter painter)
    {
        sprites = new Canvas(gl, (int)Stage.FigureWidth * Stage.Figures, (int)Stage.FigureHeight);
        sprites.Begin(batch);
        for (int figure = 0; figure < Stage.Figures; figure++)
            FigureArt.Draw(painter, figure, new Vector2(figure * Stage.FigureWidth, 0));
        sprites.End(batch);
    }

    /// <summary>Draws all of them.</summary>
    /// <param name="isSpeaking">By figure.</param>
    public void Draw(Painter painter, float seconds, ReadOnlySpan<bool> isSpeaking, int selected)
    {
        painter.Glow(Stage.Middle(selected), 628, 105, 24, Colour.Light(0xFFD27A, 0.6f));
        for (int figure = 0; figure < Stage.Figures; figure++)
        {
            float top = Top(figure, seconds, isSpeaking[figure]);
            painter.Sprite(
                sprites, (figure * Stage.FigureWidth) + Margin, 0, Stage.FigureWidth - (2 * Margin),
                figure == Innkeeper ? Stage.CounterTop - top : Stage.FigureHeight - 8,
                Stage.Middle(figure) - (Stage.FigureWidth / 2) + Margin, top);
        }

        for (int figure = 0; figure < Stage.Figures; figure++)
            Face(painter, figure, seconds, isSpeaking[figure]);
    }

    /// <inheritdoc/>
    public void Dispose() => sprites.Dispose();

    private static float Top(int figure, float seconds, bool isSpeaking)
    {
        float breath = MathF.Sin((seconds * 1.6f) + (figure * 1.9f)) * 1.5f;
        return Stage.FigureTop + breath - (isSpeaking ? MathF.Abs(MathF.Sin(seconds * 5)) * 3 : 0);
    }

    private static void Face(Painter painter, int figure, float seconds, bool isSpeaking)
    {
        float x = Stage.Middle(figure) - (Stage.FigureWidth / 2) + FigureArt.FaceX;
        float y = Top(figure, seconds, isSpeaking) + FigureArt.FaceY;
        float blink = (seconds + (figure * 1.3f)) % 3.7f < 0.12f ? 0.15f : 1;
        var dark = Colour.Of(0x2A1A14);
        painter.Ellipse(x - 10, y + 1, 3, 4 * blink, dark);
        painter.Ellipse(x + 10, y + 1, 3, 4 * blink, dark);
        float open = isSpeaking ? 2 + (MathF.Abs(MathF.Sin(seconds * 11)) * 4) : 1.3f;
        painter.Ellipse(x, y + 18, 7 - (open * 0.4f), open, Colour.Of(0x7A2A22));
    }
}
