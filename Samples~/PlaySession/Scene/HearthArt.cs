using System;
using System.Numerics;
using Repartee.Samples.PlaySession.Drawing;
using Repartee.Samples.PlaySession.Gl;

namespace Repartee.Samples.PlaySession.Scene;

/// <summary>The hearth without its fire: chimney, stones, logs. Drawn once.</summary>
internal static class HearthArt
{
    private const float Left = 540, Right = 740, Top = 342, Opening = 392, Bottom = 522;

    public static void Draw(Painter painter)
    {
        painter.Quad(
            new Vector2(590, 0), new Vector2(690, 0), new Vector2(Right - 6, Top), new Vector2(Left + 6, Top),
            Colour.Of(0x3B342F), Colour.Of(0x332C28), Colour.Of(0x5E534A), Colour.Of(0x6A5E54));
        Stones(painter, 0, Top, 104, 186);
        painter.Rectangle(Left, Top, Right - Left, Bottom - Top, Colour.Of(0x5E534A), Colour.Of(0x443B35));
        Stones(painter, Top, Bottom, Right - Left - 4, Right - Left - 4);
        painter.Rounded(Left + 34, Opening, Right - Left - 68, Bottom - Opening + 14, 26, Colour.Of(0x120906));
        painter.Rectangle(Left + 34, Bottom - 20, Right - Left - 68, 22, Colour.Of(0x120906));
        painter.Rectangle(Left - 16, Bottom, Right - Left + 32, 14, Colour.Of(0x6A5E54), Colour.Of(0x3B342F));
        painter.Rounded(Left - 18, Top - 10, Right - Left + 36, 16, 4, Colour.Of(0x5A3A20));
        painter.Rectangle(Left - 16, Top - 9, Right - Left + 32, 4, Colour.Of(0x8A6038));
        Candle(painter, Left + 12, Top - 10);
        Candle(painter, Right - 14, Top - 10);
        painter.Rounded(620, Top - 34, 40, 24, 10, Colour.Of(0x8A7A52));        // a silver trout, as the sign says
        painter.Ellipse(640, Top - 22, 15, 6, Colour.Of(0xC9CED2));
        painter.Triangle(new Vector2(624, Top - 22), new Vector2(616, Top - 29), new Vector2(616, Top - 15), Colour.Of(0xC9CED2));
        painter.Ellipse(649, Top - 24, 1.5f, 1.5f, Colour.Of(0x20242A));
        painter.Line(new Vector2(600, 516), new Vector2(676, 506), 13, Colour.Of(0x3A2010));
        painter.Line(new Vector2(604, 504), new Vector2(680, 517), 12, Colour.Of(0x4A2A14));
        painter.Ellipse(640, 516, 44, 7, Colour.Of(0xD8561A, 0.7f));
    }

    private static void Stones(Painter painter, float top, float bottom, float upperWidth, float lowerWidth)
    {
        var random = new Random(9);
        const float tall = 26;
        for (float y = top; y < bottom - 4; y += tall)
        {
            float width = upperWidth + ((lowerWidth - upperWidth) * (y - top) / (bottom - top)), x = 640 - (width / 2) + 2;
            while (x < 640 + (width / 2) - 6)
            {
                float wide = MathF.Min(26 + (random.NextSingle() * 30), 640 + (width / 2) - x - 2);
                uint tone = random.Next(3) switch { 0 => 0x7C6E62u, 1 => 0x685B51u, _ => 0x574C44u };
                painter.Rounded(x, y + 2, wide - 3, MathF.Min(tall, bottom - y) - 4, 5, Colour.Of(tone, 0.75f));
                x += wide;
            }
        }
    }

    private static void Candle(Painter painter, float x, float y)
    {
        painter.Rectangle(x - 4, y - 22, 8, 22, Colour.Of(0xE8DDBE), Colour.Of(0xB8A880));
        painter.Glow(x, y - 30, 34, 34, Colour.Light(0xFFB45A, 0.4f));
        painter.Ellipse(x, y - 28, 2.5f, 6, Colour.Of(0xFFE2A0));
    }
}
