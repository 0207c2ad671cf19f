using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace Repartee.Samples.PlaySession.Drawing;

/// <summary>A letter's strokes as short lines.</summary>
/// <param name="Width">Between the middles of its outermost strokes.</param>
/// <param name="Lines">From and to.</param>
internal sealed record GlyphOutline(float Width, IReadOnlyList<(Vector2 From, Vector2 To)> Lines)
{
    private const float ArcStep = 10;

    /// <summary>Reads what <see cref="GlyphStrokes"/> writes.</summary>
    public static GlyphOutline Read(string drawn)
    {
        int bar = drawn.IndexOf('|');
        var lines = new List<(Vector2, Vector2)>();
        Vector2? at = null;
        foreach (var (kind, numbers) in Commands(drawn[(bar + 1)..]))
        {
            switch (kind)
            {
                case 'M':
                    at = new Vector2(numbers[0], numbers[1]);
                    break;
                case 'L':
                    Line(new Vector2(numbers[0], numbers[1]));
                    break;
                default:
                    foreach (var point in Arc(numbers))
                        Line(point);
                    break;
            }
        }

        return new GlyphOutline(float.Parse(drawn[..bar], CultureInfo.InvariantCulture), lines);

        void Line(Vector2 to)
        {
            if (at is Vector2 from)
                lines.Add((from, to));
            at = to;
        }
    }

    private static IEnumerable<(char Kind, float[] Numbers)> Commands(string strokes)
    {
        int start = 0;
        while (start < strokes.Length)
        {
            int end = strokes.IndexOfAny(['M', 'L', 'E'], start + 1);
            end = end < 0 ? strokes.Length : end;
            string[] words = strokes[(start + 1)..end].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            yield return (strokes[start], words.Select(word => float.Parse(word, CultureInfo.InvariantCulture)).ToArray());
            start = end;
        }
    }

    private static IEnumerable<Vector2> Arc(float[] numbers)
    {
        var (centre, radii) = (new Vector2(numbers[0], numbers[1]), new Vector2(numbers[2], numbers[3]));
        float from = numbers[4], to = numbers[5];
        int steps = Math.Max(1, (int)MathF.Ceiling(MathF.Abs(to - from) / ArcStep));
        for (int i = 0; i <= steps; i++)
        {
            var (sine, cosine) = MathF.SinCos((from + ((to - from) * i / steps)) * MathF.PI / 180);
            yield return centre + (radii * new Vector2(cosine, sine));
        }
    }
}
