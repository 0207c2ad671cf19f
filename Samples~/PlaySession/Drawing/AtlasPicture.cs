using System;
using System.Collections.Generic;
using System.Numerics;

namespace Repartee.Samples.PlaySession.Drawing;

/// <summary>
/// Everything that is drawn with one colour: a plain spot, a disc, a soft glow, and letters. One byte of coverage a pixel.
/// </summary>
internal sealed class AtlasPicture
{
    public const int Size = 512;
    public const int DiscSize = 64;
    public const int GlowSize = 128;

    private const int Gap = 2;
    private const float StrokeWidth = 1.35f;                                    // of a capital of 10
    private const float Spacing = 2.5f;
    private const float SpaceWidth = 3.2f;

    private int x = Gap;
    private int y = GlowSize + (2 * Gap);
    private int rowHeight;

    public AtlasPicture()
    {
        // The plain spot is 4 x 4; its middle is read.
        Fill(Gap, Gap, 4, 4, (_, _) => 1);
        Plain = new Vector2(Gap + 2, Gap + 2) / Size;
        Fill(DiscLeft, Gap, DiscSize, DiscSize, (dx, dy) => Disc(dx, dy));
        Fill(GlowLeft, Gap, GlowSize, GlowSize, (dx, dy) => Glow(dx, dy));
    }

    public byte[] Pixels { get; } = new byte[Size * Size];

    /// <summary>A place of full coverage.</summary>
    public Vector2 Plain { get; }

    public (Vector2 From, Vector2 To) DiscPlace => Place(DiscLeft, DiscSize);

    public (Vector2 From, Vector2 To) GlowPlace => Place(GlowLeft, GlowSize);

    private static int DiscLeft => 12;

    private static int GlowLeft => DiscLeft + DiscSize + Gap;

    /// <summary>Adds the letters of one size.</summary>
    /// <param name="capital">Height of capitals in pixels.</param>
    /// <param name="weight">Thickness of strokes; 1 is plain.</param>
    public Font AddFont(float capital, float weight = 1)
    {
        var font = new Font(capital);
        float scale = capital / 10, radius = StrokeWidth * weight * scale / 2;
        font.Set(' ', new Glyph(0, 0, 0, 0, 0, 0, 0, 0, (SpaceWidth + Spacing) * scale / 1.35f));
        foreach (var (character, drawn) in GlyphStrokes.All)
            font.Set(character, Add(GlyphOutline.Read(drawn), scale, radius));
        return font;
    }

    private Glyph Add(GlyphOutline outline, float scale, float radius)
    {
        Vector2 least = new(float.MaxValue), most = new(float.MinValue);
        foreach (var (from, to) in outline.Lines)
        {
            least = Vector2.Min(least, Vector2.Min(from, to));
            most = Vector2.Max(most, Vector2.Max(from, to));
        }

        // Whole pixels around the strokes, and one more for the soft edge.
        int left = (int)MathF.Floor((least.X * scale) - radius) - 1, right = (int)MathF.Ceiling((most.X * scale) + radius) + 1;
        int bottom = (int)MathF.Floor((least.Y * scale) - radius) - 1, top = (int)MathF.Ceiling((most.Y * scale) + radius) + 1;
        int width = right - left, height = top - bottom;
        var (column, row) = Reserve(width, height);
        for (int i = 0; i < height; i++)
        {
            for (int j = 0; j < width; j++)
            {
                var point = new Vector2(left + j + 0.5f, top - i - 0.5f) / scale;
                float outside = (Distance(outline.Lines, point) * scale) - radius;
                Pixels[((row + i) * Size) + column + j] = Coverage(outside);
            }
        }

        return new Glyph(
            column / (float)Size, row / (float)Size, (column + width) / (float)Size, (row + height) / (float)Size,
            left, top, width, height, (outline.Width + Spacing + 0.4f) * scale);
    }

    private (int Column, int Row) Reserve(int width, int height)
    {
        if (x + width + Gap > Size)
        {
            x = Gap;
            y += rowHeight + Gap;
            rowHeight = 0;
        }

        if (y + height + Gap > Size)
            throw new InvalidOperationException($"Expected the letters to fit into {Size} x {Size} pixels, but they do not. Raise Size.");
        (int column, int row) = (x, y);
        x += width + Gap;
        rowHeight = Math.Max(rowHeight, height);
        return (column, row);
    }

    private static float Distance(IReadOnlyList<(Vector2 From, Vector2 To)> lines, Vector2 point)
    {
        float nearest = float.MaxValue;
        foreach (var (from, to) in lines)
        {
            var along = to - from;
            float way = Math.Clamp(Vector2.Dot(point - from, along) / Math.Max(1e-9f, along.LengthSquared()), 0, 1);
            nearest = MathF.Min(nearest, Vector2.Distance(point, from + (along * way)));
        }

        return nearest;
    }

    private static byte Coverage(float outside) => (byte)(Math.Clamp(0.5f - outside, 0, 1) * 255);

    private static float Disc(float dx, float dy) =>
        Math.Clamp(((1 - MathF.Sqrt((dx * dx) + (dy * dy))) * DiscSize / 2) + 0.5f, 0, 1);

    private static float Glow(float dx, float dy)
    {
        float near = Math.Max(0, 1 - MathF.Sqrt((dx * dx) + (dy * dy)));
        return near * near;
    }

    private static (Vector2 From, Vector2 To) Place(int left, int size) =>
        (new Vector2(left, Gap) / Size, new Vector2(left + size, Gap + size) / Size);

    /// <summary>Fills a square by a function of the place, from -1 to 1 both ways.</summary>
    private void Fill(int left, int top, int width, int height, Func<float, float, float> coverage)
    {
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                float value = coverage(((column + 0.5f) / width * 2) - 1, ((row + 0.5f) / height * 2) - 1);
                Pixels[((top + row) * Size) + left + column] = (byte)(value * 255);
            }
        }
    }
}
