using System;
using Repartee.Samples.PlaySession.Drawing;
using Repartee.Samples.PlaySession.Gl;

namespace Repartee.Samples.PlaySession.Scene;

/// <summary>Flames, sparks and their light on the room: all functions of time.</summary>
internal static class Fire
{
    private const int Flames = 14, Sparks = 10;

    public static void Draw(Painter painter, float seconds)
    {
        for (int i = 0; i < Flames; i++)
        {
            float phase = Fraction((seconds * (0.8f + (i % 3 * 0.23f))) + (i * 0.37f));
            float sway = MathF.Sin((seconds * 3) + (i * 1.7f)) * 6 * phase;
            float x = 640 + (((i * 53 % 70) - 35) * (1 - (phase * 0.6f))) + sway, y = 510 - (phase * 78);
            float size = 26 * (1 - (phase * 0.75f));
            painter.Glow(x, y, size, size * 1.5f, Colour.Light(phase < 0.35f ? 0xFFD070u : 0xFF7A24u, 0.85f * (1 - phase)));
        }

        for (int i = 0; i < Sparks; i++)
        {
            float phase = Fraction((seconds * 0.35f) + (i * 0.31f));
            float x = 640 + (MathF.Sin((i * 12.9f) + (phase * 5)) * 30), y = 500 - (phase * 105);
            painter.Ellipse(x, y, 1.2f, 1.2f, Colour.Light(0xFFC060, 1 - phase));
        }
    }

    /// <summary>The light of the fire, over everything that stands in it.</summary>
    public static void DrawLight(Painter painter, float seconds)
    {
        float flicker = 0.20f + (0.03f * MathF.Sin(seconds * 7.3f)) + (0.02f * MathF.Sin((seconds * 12.7f) + 1));
        painter.Glow(640, 500, 210, 130, Colour.Light(0xFF8A30, flicker));
    }

    private static float Fraction(float value) => value - MathF.Floor(value);
}
