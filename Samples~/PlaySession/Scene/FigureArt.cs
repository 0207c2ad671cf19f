using System;
using System.Numerics;
using Repartee.Samples.PlaySession.Drawing;
using Repartee.Samples.PlaySession.Gl;

namespace Repartee.Samples.PlaySession.Scene;

/// <summary>The people, each in a box of its own, and the counter. Drawn once; faces are drawn each frame.</summary>
internal static class FigureArt
{
    /// <summary>Middle of the face in a figure's box.</summary>
    public const float FaceX = 100, FaceY = 84;

    private static readonly Action<Painter, Vector2>[] People = [Innkeeper, Bard, Captain, Wizard];

    /// <summary>Draws a person.</summary>
    /// <param name="at">Upper left of the box.</param>
    public static void Draw(Painter painter, int figure, Vector2 at) => People[figure](painter, at);

    /// <summary>The counter in front of the innkeeper.</summary>
    public static void Counter(Painter painter, Vector2 at, float width)
    {
        painter.Rectangle(at.X + 8, at.Y + 14, width - 16, 120, Colour.Of(0x6A4323), Colour.Of(0x3A2412));
        for (float x = 26; x < width - 50; x += 62)
        {
            painter.Rounded(at.X + x, at.Y + 30, 50, 86, 5, Colour.Of(0x2E1B0D, 0.75f));
            painter.Rounded(at.X + x + 3, at.Y + 33, 44, 80, 4, Colour.Of(0x5C3A1E));
        }

        painter.Rounded(at.X, at.Y, width, 18, 6, Colour.Of(0x8A5C32));
        painter.Rectangle(at.X + 4, at.Y + 2, width - 8, 4, Colour.Of(0xC08A52, 0.7f));
        Ale(painter, at + new Vector2(52, 1));
        Ale(painter, at + new Vector2(width - 46, 1));
    }

    private static void Ale(Painter painter, Vector2 at)
    {
        painter.Ellipse(at.X + 12, at.Y - 14, 8, 10, Colour.Of(0x9AA0A6));
        painter.Ellipse(at.X + 12, at.Y - 14, 5, 7, Colour.Of(0x4A3626));
        painter.Rounded(at.X - 11, at.Y - 28, 22, 28, 3, Colour.Of(0xB7BCC0));
        painter.Rectangle(at.X - 8, at.Y - 26, 4, 24, Colour.Of(0xFFFFFF, 0.35f));
        painter.Ellipse(at.X - 5, at.Y - 29, 8, 5, Colour.Of(0xFFF6DC));
        painter.Ellipse(at.X + 5, at.Y - 30, 8, 6, Colour.Of(0xFFF6DC));
    }

    private static void Innkeeper(Painter painter, Vector2 at)
    {
        painter.Ellipse(at.X + 100, at.Y + 48, 17, 16, Colour.Of(0x8C3A18));
        painter.Ellipse(at.X + FaceX, at.Y + 76, 36, 38, Colour.Of(0x9A431C));
        Body(painter, at, 46, 78, Colour.Of(0x3E6448), Colour.Of(0x27432F));
        Arms(painter, at, Colour.Of(0x3E6448), Colour.Of(0xE8B48C), 50);
        painter.Quad(
            at + new Vector2(72, 140), at + new Vector2(128, 140), at + new Vector2(142, 284), at + new Vector2(58, 284),
            Colour.Of(0xEDE4CF), Colour.Of(0xEDE4CF), Colour.Of(0xC9BEA4), Colour.Of(0xC9BEA4));
        painter.Rectangle(at.X + 62, at.Y + 188, 76, 7, Colour.Of(0xB9AC8E));
        Head(painter, at, Colour.Of(0xF0BE96));
        painter.Ellipse(at.X + 84, at.Y + 62, 20, 12, Colour.Of(0x9A431C));
        painter.Ellipse(at.X + 118, at.Y + 62, 18, 11, Colour.Of(0x9A431C));
        painter.Rounded(at.X + 66, at.Y + 56, 68, 8, 4, Colour.Of(0xE9E0C8));
    }

    private static void Bard(Painter painter, Vector2 at)
    {
        painter.Rounded(at.X + 66, at.Y + 66, 20, 66, 10, Colour.Of(0xC98F3A));
        painter.Rounded(at.X + 114, at.Y + 66, 20, 66, 10, Colour.Of(0xC98F3A));
        Legs(painter, at, Colour.Of(0x3A2A44), Colour.Of(0x4A2E1A));
        Body(painter, at, 42, 54, Colour.Of(0x7A3F86), Colour.Of(0x55295F), 236);
        painter.Rectangle(at.X + 52, at.Y + 196, 96, 9, Colour.Of(0xC8A040));
        painter.Triangle(at + new Vector2(80, 128), at + new Vector2(120, 128), at + new Vector2(100, 158), Colour.Of(0xF2E6C8));
        Head(painter, at, Colour.Of(0xF4C8A2));
        painter.Ellipse(at.X + 82, at.Y + 60, 18, 12, Colour.Of(0xC98F3A));
        painter.Ellipse(at.X + 116, at.Y + 60, 18, 12, Colour.Of(0xC98F3A));
        painter.Ellipse(at.X + 100, at.Y + 54, 46, 11, Colour.Of(0x2F5A50));
        painter.Rounded(at.X + 72, at.Y + 26, 56, 30, 14, Colour.Of(0x3A6E62));
        painter.Line(at + new Vector2(122, 44), at + new Vector2(158, 14), 6, Colour.Of(0xD6493C));
        painter.Line(at + new Vector2(128, 42), at + new Vector2(152, 22), 2, Colour.Of(0xF2B0A0));
        // A lute across the body.
        painter.Line(at + new Vector2(96, 200), at + new Vector2(170, 142), 8, Colour.Of(0x4A2E1A));
        painter.Ellipse(at.X + 84, at.Y + 208, 33, 27, Colour.Of(0x7A4A22));
        painter.Ellipse(at.X + 84, at.Y + 206, 29, 23, Colour.Of(0xB9803F));
        painter.Ellipse(at.X + 92, at.Y + 202, 8, 7, Colour.Of(0x3A2010));
        painter.Line(at + new Vector2(70, 212), at + new Vector2(166, 144), 1.2f, Colour.Of(0xF2E6C8, 0.8f));
        Limb(
            painter, at + new Vector2(60, 146), at + new Vector2(48, 190), at + new Vector2(84, 212),
            Colour.Of(0x8A4C96), Colour.Of(0xF4C8A2));
        Limb(
            painter, at + new Vector2(140, 146), at + new Vector2(162, 180), at + new Vector2(148, 160),
            Colour.Of(0x8A4C96), Colour.Of(0xF4C8A2));
    }

    private static void Captain(Painter painter, Vector2 at)
    {
        painter.Quad(
            at + new Vector2(58, 126), at + new Vector2(142, 126), at + new Vector2(168, 280), at + new Vector2(32, 280),
            Colour.Of(0x8E2424), Colour.Of(0x8E2424), Colour.Of(0x4E1212), Colour.Of(0x4E1212));
        Legs(painter, at, Colour.Of(0x3B3F46), Colour.Of(0x2A1C12));
        Body(painter, at, 46, 50, Colour.Of(0x9AA2AC), Colour.Of(0x5E666F), 226);
        painter.Line(at + new Vector2(100, 132), at + new Vector2(100, 216), 2, Colour.Of(0x4A525B));
        painter.Rounded(at.X + 60, at.Y + 136, 30, 40, 12, Colour.Of(0xFFFFFF, 0.16f));
        painter.Rectangle(at.X + 52, at.Y + 212, 96, 11, Colour.Of(0x4A2E1A));
        painter.Rounded(at.X + 92, at.Y + 209, 18, 17, 3, Colour.Of(0xC8A040));
        Arms(painter, at, Colour.Of(0x6C747E), Colour.Of(0xD9A07A), 52);
        painter.Ellipse(at.X + 54, at.Y + 136, 19, 15, Colour.Of(0xAEB6C0));
        painter.Ellipse(at.X + 146, at.Y + 136, 19, 15, Colour.Of(0xAEB6C0));
        Head(painter, at, Colour.Of(0xE2AC84));
        painter.Ellipse(at.X + 100, at.Y + 108, 24, 16, Colour.Of(0x6E6A66));
        painter.Ellipse(at.X + 100, at.Y + 98, 16, 5, Colour.Of(0x5A5652));
        painter.Rounded(at.X + 64, at.Y + 40, 72, 32, 16, Colour.Of(0x8A929C));
        painter.Rectangle(at.X + 64, at.Y + 60, 72, 9, Colour.Of(0x6A727C), Colour.Of(0x9AA2AC));
        painter.Rounded(at.X + 96, at.Y + 60, 8, 28, 3, Colour.Of(0x7A828C));
        painter.Rounded(at.X + 92, at.Y + 20, 16, 30, 8, Colour.Of(0xB23030));
    }

    private static void Wizard(Painter painter, Vector2 at)
    {
        painter.Rounded(at.X + 60, at.Y + 64, 80, 92, 26, Colour.Of(0xD9DCE2));
        Body(painter, at, 44, 76, Colour.Of(0x34508C), Colour.Of(0x1E2F58));
        Limb(
            painter, at + new Vector2(60, 146), at + new Vector2(44, 196), at + new Vector2(74, 214),
            Colour.Of(0x3E5E9E), Colour.Of(0xF0CDB0));
        Limb(
            painter, at + new Vector2(140, 146), at + new Vector2(160, 188), at + new Vector2(158, 168),
            Colour.Of(0x3E5E9E), Colour.Of(0xF0CDB0));
        painter.Line(at + new Vector2(158, 112), at + new Vector2(158, 286), 6, Colour.Of(0x5A3A20));
        painter.Glow(at.X + 158, at.Y + 100, 30, 30, Colour.Light(0x7FD0FF, 0.8f));
        painter.Ellipse(at.X + 158, at.Y + 100, 9, 9, Colour.Of(0xBFEBFF));
        var random = new Random(21);
        for (int i = 0; i < 12; i++)
        {
            float y = 160 + (random.NextSingle() * 116), x = 100 + ((random.NextSingle() - 0.5f) * (60 + ((y - 160) * 0.55f)));
            painter.Ellipse(at.X + x, at.Y + y, 2.2f, 2.2f, Colour.Of(0xF2DC8A));
        }

        painter.Rectangle(at.X + 58, at.Y + 196, 84, 8, Colour.Of(0xC8A040));
        Head(painter, at, Colour.Of(0xF3D0B4));
        painter.Ellipse(at.X + 74, at.Y + 80, 9, 22, Colour.Of(0xD9DCE2));
        painter.Ellipse(at.X + 126, at.Y + 80, 9, 22, Colour.Of(0xD9DCE2));
        painter.Triangle(at + new Vector2(66, 60), at + new Vector2(116, 2), at + new Vector2(134, 60), Colour.Of(0x2B4276));
        painter.Triangle(at + new Vector2(100, 60), at + new Vector2(116, 2), at + new Vector2(134, 60), Colour.Of(0x22345F));
        painter.Ellipse(at.X + 100, at.Y + 60, 54, 10, Colour.Of(0x34508C));
        painter.Rectangle(at.X + 69, at.Y + 48, 63, 8, Colour.Of(0xC8A040));
    }

    private static void Body(Painter painter, Vector2 at, float shoulders, float hem, Colour upper, Colour lower, float bottom = 286)
    {
        painter.Rounded(at.X + 100 - shoulders, at.Y + 124, shoulders * 2, 40, 20, upper);
        painter.Quad(
            at + new Vector2(100 - shoulders, 144), at + new Vector2(100 + shoulders, 144), at + new Vector2(100 + hem, bottom),
            at + new Vector2(100 - hem, bottom), upper, upper, lower, lower);
    }

    private static void Head(Painter painter, Vector2 at, Colour skin)
    {
        painter.Rounded(at.X + 89, at.Y + 106, 22, 26, 8, skin.Times(0.82f));
        painter.Ellipse(at.X + FaceX, at.Y + FaceY, 29, 32, skin);
        painter.Glow(at.X + FaceX - 8, at.Y + FaceY - 6, 26, 28, Colour.Of(0xFFFFFF, 0.16f));
        painter.Glow(at.X + FaceX - 15, at.Y + FaceY + 11, 10, 8, Colour.Of(0xD0604A, 0.35f));
        painter.Glow(at.X + FaceX + 15, at.Y + FaceY + 11, 10, 8, Colour.Of(0xD0604A, 0.35f));
    }

    private static void Arms(Painter painter, Vector2 at, Colour sleeve, Colour skin, float reach)
    {
        Limb(
            painter, at + new Vector2(100 - reach, 146), at + new Vector2(92 - reach, 196), at + new Vector2(102 - reach, 232),
            sleeve, skin);
        Limb(
            painter, at + new Vector2(100 + reach, 146), at + new Vector2(108 + reach, 196), at + new Vector2(98 + reach, 232),
            sleeve, skin);
    }

    private static void Limb(Painter painter, Vector2 shoulder, Vector2 elbow, Vector2 hand, Colour sleeve, Colour skin)
    {
        painter.Ellipse(hand.X, hand.Y, 9, 9, skin);
        painter.Line(shoulder, elbow, 20, sleeve.Times(0.9f));
        painter.Line(elbow, Vector2.Lerp(elbow, hand, 0.8f), 17, sleeve.Times(0.9f));
    }

    private static void Legs(Painter painter, Vector2 at, Colour trousers, Colour boots)
    {
        foreach (float x in (ReadOnlySpan<float>)[64, 104])
        {
            painter.Rectangle(at.X + x + 2, at.Y + 214, 28, 52, trousers, trousers.Times(0.7f));
            painter.Rounded(at.X + x, at.Y + 254, 32, 36, 7, boots);
        }
    }
}
