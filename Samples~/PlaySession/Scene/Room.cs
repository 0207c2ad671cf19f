using System;
using System.Numerics;
using Repartee.Samples.PlaySession.Drawing;
using Repartee.Samples.PlaySession.Gl;

namespace Repartee.Samples.PlaySession.Scene;

/// <summary>The empty tavern: walls, window, shelves, hearth, floor. Drawn once.</summary>
internal static class Room
{
    private static readonly Colour Timber = Colour.Of(0x3A2415), TimberLight = Colour.Of(0x50331E);

    public static void Draw(Painter painter)
    {
        Wall(painter);
        Window(painter, 905, 206);
        Shelves(painter);
        Floor(painter);
        HearthArt.Draw(painter);
        painter.Glow(640, 500, 460, 270, Colour.Light(0xFF8A30, 0.12f));
        Lantern(painter, 348, 150);
        Lantern(painter, 1258, 300);
        Barrel(painter, 372, 545, 1);
        Barrel(painter, 300, 552, 0.8f);
        for (int figure = 0; figure < Stage.Figures; figure++)
            painter.Glow(Stage.Middle(figure), 622, 96, 20, Colour.Of(0x0A0503, 0.75f));
        FigureArt.Counter(painter, new Vector2(6, Stage.CounterTop), 330);
        // The upper corners are dark.
        painter.Rectangle(0, 0, Stage.Width, 150, Colour.Of(0x0A0503, 0.75f), Colour.Of(0x0A0503, 0));
    }

    private static void Wall(Painter painter)
    {
        painter.Rectangle(0, 0, Stage.Width, Stage.Floor, Colour.Of(0x4A3626), Colour.Of(0x7A5A3C));
        var random = new Random(5);
        for (int i = 0; i < 120; i++)                                           // plaster is not even
        {
            float x = random.NextSingle() * Stage.Width, y = random.NextSingle() * Stage.Floor, size = 20 + (random.NextSingle() * 70);
            painter.Glow(x, y, size, size * 0.6f, Colour.Of(random.Next(2) == 0 ? 0x2A1B10u : 0xA07C54u, 0.10f));
        }

        painter.Rectangle(0, Stage.Floor - 78, Stage.Width, 78, Colour.Of(0x4A2F1B), Colour.Of(0x35200F));
        painter.Rectangle(0, Stage.Floor - 84, Stage.Width, 8, Colour.Of(0x6B4628), Timber);
        for (float x = 14; x < Stage.Width; x += 62)
            painter.Rectangle(x, Stage.Floor - 76, 3, 76, Colour.Of(0x1E1108, 0.7f));
        foreach (float x in (ReadOnlySpan<float>)[-6, 322, 948, 1262])
        {
            painter.Rectangle(x, 0, 26, Stage.Floor, TimberLight, Timber);
            painter.Rectangle(x, 0, 3, Stage.Floor, Colour.Of(0x7A5532, 0.5f));
            painter.Rectangle(x + 23, 0, 3, Stage.Floor, Colour.Of(0x140A04, 0.6f));
        }

        painter.Rectangle(0, 92, Stage.Width, 30, TimberLight, Timber);
        painter.Rectangle(0, 122, Stage.Width, 8, Colour.Of(0x140A04, 0.45f), Colour.Of(0x140A04, 0));
        Brace(painter, 348, 122, 1);
        Brace(painter, 948, 122, -1);
    }

    private static void Brace(Painter painter, float x, float y, float way) => painter.Quad(
        new Vector2(x, y + 88), new Vector2(x, y + 64), new Vector2(x + (64 * way), y), new Vector2(x + (90 * way), y), Timber);

    private static void Window(Painter painter, float x, float y)
    {
        const float width = 104, height = 132;
        x -= width;
        painter.Rounded(x - 8, y - 8, width + 16, height + 16, 8, Timber);
        painter.Rectangle(x, y, width, height, Colour.Of(0x0E1A33), Colour.Of(0x2C3F66));
        painter.Glow(x + 70, y + 36, 58, 58, Colour.Light(0x8FA8E0, 0.5f));
        painter.Ellipse(x + 70, y + 36, 15, 15, Colour.Of(0xF2EBCB));
        painter.Ellipse(x + 64, y + 32, 13, 13, Colour.Of(0x16233F));
        var random = new Random(11);
        for (int i = 0; i < 16; i++)
            painter.Ellipse(x + 6 + (random.NextSingle() * 92), y + 6 + (random.NextSingle() * 80), 1, 1, Colour.Of(0xDDE6FF, 0.8f));
        painter.Triangle(new Vector2(x, y + 132), new Vector2(x + 34, y + 92), new Vector2(x + 70, y + 132), Colour.Of(0x0B1222));
        painter.Triangle(new Vector2(x + 38, y + 132), new Vector2(x + 82, y + 100), new Vector2(x + 104, y + 132), Colour.Of(0x090F1D));
        painter.Rectangle(x + 49, y, 6, height, TimberLight, Timber);
        painter.Rectangle(x, y + 63, width, 6, TimberLight, Timber);
        painter.Rectangle(x - 14, y + height + 4, width + 28, 10, Colour.Of(0x6B4628), Timber);
    }

    private static void Shelves(Painter painter)
    {
        ReadOnlySpan<uint> glass = [0x3F6B4A, 0x7A3B2E, 0x94702C, 0x3B5570, 0x5B3A63, 0x6F6A3A];
        for (int shelf = 0; shelf < 3; shelf++)
        {
            float y = 210 + (shelf * 78);
            painter.Rectangle(38, y, 272, 8, Colour.Of(0x6B4628), Timber);
            painter.Rectangle(38, y + 8, 272, 10, Colour.Of(0x140A04, 0.4f), Colour.Of(0x140A04, 0));
            for (int i = 0; i < 11; i++)
            {
                float x = 54 + (i * 24), tall = 24 + (((i * 7) + (shelf * 5)) % 5 * 4);
                if ((i + shelf) % 4 == 3)
                    Mug(painter, x, y);
                else
                    Bottle(painter, x, y, tall, Colour.Of(glass[(i + (shelf * 2)) % glass.Length]));
            }
        }
    }

    private static void Bottle(Painter painter, float x, float y, float tall, Colour glass)
    {
        painter.Rounded(x - 7, y - tall, 14, tall, 4, glass.Times(0.8f));
        painter.Rectangle(x - 2.5f, y - tall - 11, 5, 14, glass.Times(0.8f));
        painter.Rectangle(x - 3, y - tall - 14, 6, 5, Colour.Of(0xB08A5A));
        painter.Rectangle(x - 4, y - tall + 4, 2, tall - 8, Colour.Of(0xFFFFFF, 0.22f));
        painter.Rectangle(x - 6, y - (tall * 0.6f), 12, tall * 0.3f, Colour.Of(0xD9C79A, 0.55f));
    }

    private static void Mug(Painter painter, float x, float y)
    {
        painter.Ellipse(x + 10, y - 10, 6, 7, Colour.Of(0x8A6A42));
        painter.Ellipse(x + 10, y - 10, 3.5f, 4.5f, Colour.Of(0x4A3626));
        painter.Rounded(x - 8, y - 20, 18, 20, 3, Colour.Of(0x9A774B));
        painter.Rectangle(x - 8, y - 15, 18, 2, Colour.Of(0x5A4228));
        painter.Rectangle(x - 8, y - 6, 18, 2, Colour.Of(0x5A4228));
    }

    private static void Floor(Painter painter)
    {
        painter.Rectangle(0, Stage.Floor, Stage.Width, Stage.Height - Stage.Floor, Colour.Of(0x4C3019), Colour.Of(0x6E4A2A));
        // Planks meet far behind the wall.
        var far = new Vector2(640, 120);
        var random = new Random(3);
        for (int i = -26; i < 27; i++)
        {
            Vector2 near = new(640 + (i * 62), Stage.Height), next = new(640 + ((i + 1) * 62), Stage.Height);
            float depth = (Stage.Floor - far.Y) / (Stage.Height - far.Y);
            Vector2 top = Vector2.Lerp(far, near, depth), topNext = Vector2.Lerp(far, next, depth);
            float tone = random.NextSingle();
            painter.Quad(top, topNext, next, near, Colour.Of(tone > 0.5f ? 0xA87444u : 0x1A0E06u, 0.05f + (tone * 0.12f)));
            painter.Line(top, near, 1.6f, Colour.Of(0x1C1008, 0.8f));
        }

        painter.Rectangle(0, Stage.Floor, Stage.Width, 26, Colour.Of(0x0A0503, 0.55f), Colour.Of(0x0A0503, 0));
        painter.Ellipse(640, 606, 214, 42, Colour.Of(0x4A1A1A));
        painter.Ellipse(640, 606, 200, 37, Colour.Of(0x8A2F2A));
        painter.Ellipse(640, 606, 168, 29, Colour.Of(0xB4814A));
        painter.Ellipse(640, 606, 160, 26.5f, Colour.Of(0x74262A));
    }

    private static void Lantern(Painter painter, float x, float y)
    {
        painter.Glow(x, y, 190, 170, Colour.Light(0xFFB45A, 0.32f));
        painter.Rectangle(x - 1, y - 30, 2, 18, Colour.Of(0x1A100A));
        painter.Rounded(x - 10, y - 14, 20, 30, 5, Colour.Of(0x241710));
        painter.Rounded(x - 7, y - 10, 14, 22, 4, Colour.Of(0xFFC56A));
        painter.Glow(x, y, 14, 18, Colour.Light(0xFFF0C0, 0.9f));
    }

    private static void Barrel(Painter painter, float x, float y, float scale)
    {
        float width = 74 * scale, height = 92 * scale;
        painter.Glow(x, y + 6, width * 0.9f, 18 * scale, Colour.Of(0x0A0503, 0.7f));
        painter.Rounded(x - (width / 2), y - height, width, height, 18 * scale, Colour.Of(0x6A4323));
        for (int i = 1; i < 5; i++)
            painter.Rectangle(x - (width / 2) + (i * width / 5), y - height + 3, 1.5f, height - 6, Colour.Of(0x2A1809, 0.7f));
        foreach (float at in (ReadOnlySpan<float>)[0.14f, 0.34f, 0.66f, 0.86f])
            painter.Rectangle(x - (width / 2), y - (height * at) - 3, width, 5 * scale, Colour.Of(0x35302C), Colour.Of(0x57504A));
        painter.Rectangle(x - (width / 2) + 8, y - height + 8, 6, height - 16, Colour.Of(0xFFD9A0, 0.10f));
    }
}
