using System;
using System.Numerics;
using Repartee.Samples.PlaySession.Gl;

namespace Repartee.Samples.PlaySession.Drawing;

/// <summary>Draws shapes and letters into a batch. Places are in pixels from the upper left. Allocates nothing.</summary>
internal sealed class Painter : IDisposable
{
    private readonly Batch batch;
    private readonly Texture atlas;
    private readonly Vector2 plain;
    private readonly (Vector2 From, Vector2 To) disc;
    private readonly (Vector2 From, Vector2 To) glow;

    public Painter(GlFunctions gl, Batch batch)
    {
        this.batch = batch;
        var picture = new AtlasPicture();
        (plain, disc, glow) = (picture.Plain, picture.DiscPlace, picture.GlowPlace);
        Small = picture.AddFont(8.6f, 1.12f);
        Body = picture.AddFont(10.2f, 1.1f);
        Title = picture.AddFont(15, 1.3f);
        atlas = Texture.OfCoverage(gl, picture.Pixels, AtlasPicture.Size, AtlasPicture.Size);
    }

    public Font Small { get; }

    public Font Body { get; }

    public Font Title { get; }

    public void Rectangle(float x, float y, float width, float height, Colour colour) => Rectangle(x, y, width, height, colour, colour);

    /// <summary>Fades from its upper to its lower side.</summary>
    public void Rectangle(float x, float y, float width, float height, Colour upper, Colour lower) => Quad(
        new Vector2(x, y), new Vector2(x + width, y), new Vector2(x + width, y + height), new Vector2(x, y + height),
        upper, upper, lower, lower);

    /// <summary>Four corners in their order around it; the shape must be convex.</summary>
    public void Quad(Vector2 a, Vector2 b, Vector2 c, Vector2 d, Colour colour) => Quad(a, b, c, d, colour, colour, colour, colour);

    public void Quad(Vector2 a, Vector2 b, Vector2 c, Vector2 d, Colour ca, Colour cb, Colour cc, Colour cd) => batch.Add(
        atlas, At(a, plain, ca), At(b, plain, cb), At(c, plain, cc), At(d, plain, cd));

    public void Triangle(Vector2 a, Vector2 b, Vector2 c, Colour colour) => Quad(a, b, c, c, colour);

    /// <summary>An ellipse of these radii.</summary>
    public void Ellipse(float x, float y, float radiusX, float radiusY, Colour colour) =>
        Picture(atlas, disc, x - radiusX, y - radiusY, radiusX * 2, radiusY * 2, colour);

    /// <summary>Light, or with an opaque colour a soft spot, that fades towards its rim.</summary>
    public void Glow(float x, float y, float radiusX, float radiusY, Colour colour) =>
        Picture(atlas, glow, x - radiusX, y - radiusY, radiusX * 2, radiusY * 2, colour);

    /// <summary>A line with round ends.</summary>
    public void Line(Vector2 from, Vector2 to, float width, Colour colour)
    {
        var along = to - from;
        float length = along.Length();
        if (length < 0.01f)
            return;
        var side = new Vector2(-along.Y, along.X) / length * width / 2;
        Quad(from - side, to - side, to + side, from + side, colour);
        if (width < 3)
            return;
        Ellipse(from.X, from.Y, width / 2, width / 2, colour);
        Ellipse(to.X, to.Y, width / 2, width / 2, colour);
    }

    /// <summary>A rectangle with round corners.</summary>
    /// <param name="isHollow">Leaves the middle out, up to the radius from each side: for edges of what is drawn over it.</param>
    public void Rounded(float x, float y, float width, float height, float radius, Colour colour, bool isHollow = false)
    {
        var middle = (disc.From + disc.To) / 2;
        Span<float> xs = [x, x + radius, x + width - radius, x + width], ys = [y, y + radius, y + height - radius, y + height];
        Span<float> us = [disc.From.X, middle.X, middle.X, disc.To.X], vs = [disc.From.Y, middle.Y, middle.Y, disc.To.Y];
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                if (isHollow && row == 1 && column == 1)
                    continue;
                batch.Add(
                    atlas,
                    new Vertex(xs[column], ys[row], us[column], vs[row], colour),
                    new Vertex(xs[column + 1], ys[row], us[column + 1], vs[row], colour),
                    new Vertex(xs[column + 1], ys[row + 1], us[column + 1], vs[row + 1], colour),
                    new Vertex(xs[column], ys[row + 1], us[column], vs[row + 1], colour));
            }
        }
    }

    /// <summary>Writes one line of text; letters lie on whole pixels so that they are sharp.</summary>
    /// <param name="x">Where the first letter begins.</param>
    /// <param name="baseline">Where letters stand.</param>
    /// <returns>Where the next letter would begin.</returns>
    public float Text(Font font, ReadOnlySpan<char> text, float x, float baseline, Colour colour)
    {
        float y = MathF.Round(baseline);
        foreach (char character in text)
        {
            ref readonly var glyph = ref font[character];
            if (glyph.Width > 0)
            {
                Picture(
                    atlas, (new Vector2(glyph.U, glyph.V), new Vector2(glyph.U2, glyph.V2)),
                    MathF.Round(x) + glyph.Left, y - glyph.Top, glyph.Width, glyph.Height, colour);
            }

            x += glyph.Advance;
        }

        return x;
    }

    public void Centred(Font font, ReadOnlySpan<char> text, float middle, float baseline, Colour colour) =>
        Text(font, text, middle - (font.Width(text) / 2), baseline, colour);

    public void FromRight(Font font, ReadOnlySpan<char> text, float right, float baseline, Colour colour) =>
        Text(font, text, right - font.Width(text), baseline, colour);

    /// <summary>A part of a canvas, in the canvas' units.</summary>
    public void Sprite(Canvas canvas, float left, float top, float width, float height, float x, float y)
    {
        // What was drawn into a canvas has its first row below.
        var from = new Vector2(left / canvas.Width, 1 - (top / canvas.Height));
        var to = new Vector2((left + width) / canvas.Width, 1 - ((top + height) / canvas.Height));
        Picture(canvas.Texture, (from, to), x, y, width, height, Colour.White);
    }

    /// <inheritdoc/>
    public void Dispose() => atlas.Dispose();

    private void Picture(
        Texture picture, (Vector2 From, Vector2 To) place, float x, float y, float width, float height, Colour colour) => batch.Add(
        picture,
        new Vertex(x, y, place.From.X, place.From.Y, colour),
        new Vertex(x + width, y, place.To.X, place.From.Y, colour),
        new Vertex(x + width, y + height, place.To.X, place.To.Y, colour),
        new Vertex(x, y + height, place.From.X, place.To.Y, colour));

    private static Vertex At(Vector2 point, Vector2 place, Colour colour) => new(point.X, point.Y, place.X, place.Y, colour);
}
