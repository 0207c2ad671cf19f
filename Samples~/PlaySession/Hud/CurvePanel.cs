using System;
using System.Numerics;
using Repartee.Samples.PlaySession.Drawing;
using Repartee.Samples.PlaySession.Gl;

namespace Repartee.Samples.PlaySession.Hud;

/// <summary>The reward curve in the upper right corner.</summary>
internal sealed class CurvePanel
{
    private const float X = 962, Y = 14, Width = 304, Height = 132;
    private const float Left = X + 44, Right = X + Width - 16, Top = Y + 46, Bottom = Y + Height - 16;
    private const int Smoothed = 5;

    private readonly float[] values = new float[RewardCurve.Most];
    private readonly TextBuffer text = new(16);

    /// <summary>What stays the same.</summary>
    public static void DrawGround(Painter painter)
    {
        painter.Rounded(X, Y, Width, Height, 10, Colour.Of(0x120C08, 0.82f));
        painter.Text(painter.Small, "Mean reward of a reply", X + 14, Y + 22, Colour.Of(0xE8D8B8));
    }

    public void Draw(Painter painter, RewardCurve curve)
    {
        var shown = values.AsSpan(0, curve.CopyTo(values));
        var scale = CurveScale.Of(shown);
        Gridline(painter, scale.Most, Top);
        Gridline(painter, scale.Least, Bottom);
        if (shown.IsEmpty)
        {
            painter.Centred(painter.Small, "after the first update", (Left + Right) / 2, (Top + Bottom) / 2 + 4, Colour.Of(0x9A8A70));
            return;
        }

        Lines(painter, shown, scale);
        var number = text.Write($"{shown[^1]:F2}");
        painter.FromRight(painter.Title, number, Right, Y + 28, Colour.Of(0xFFD27A));
    }

    private void Gridline(Painter painter, float value, float y)
    {
        painter.Rectangle(Left, y, Right - Left, 1, Colour.Of(0xFFFFFF, 0.14f));
        painter.FromRight(painter.Small, text.Write($"{value:F1}"), Left - 8, y + 4, Colour.Of(0x9A8A70));
    }

    /// <summary>Each update's mean thin, the mean of the last five thick.</summary>
    private static void Lines(Painter painter, ReadOnlySpan<float> shown, CurveScale scale)
    {
        Vector2 before = default, beforeSmooth = default;
        for (int i = 0; i < shown.Length; i++)
        {
            float sum = 0;
            int first = Math.Max(0, i - Smoothed + 1);
            foreach (float value in shown[first..(i + 1)])
                sum += value;
            Vector2 at = Place(i, shown.Length, shown[i], scale), smooth = Place(i, shown.Length, sum / (i + 1 - first), scale);
            if (i > 0)
            {
                painter.Line(before, at, 1.2f, Colour.Of(0xFFD27A, 0.35f));
                painter.Line(beforeSmooth, smooth, 2.4f, Colour.Of(0xFFB03A));
            }

            (before, beforeSmooth) = (at, smooth);
        }

        painter.Ellipse(beforeSmooth.X, beforeSmooth.Y, 4, 4, Colour.Of(0xFFE2A0));
    }

    private static Vector2 Place(int index, int count, float value, CurveScale scale) => new(
        count == 1 ? Right : Left + ((Right - Left) * index / (count - 1)), Bottom - ((Bottom - Top) * scale.Height(value)));
}
