using System;

namespace Repartee.Samples.PlaySession.Hud;

/// <summary>From rewards to pixels: a range of round tenths that holds all values, and at least a fifth.</summary>
/// <param name="Least">At the lower side.</param>
/// <param name="Most">At the upper side.</param>
internal readonly record struct CurveScale(float Least, float Most)
{
    private const float Step = 0.1f, Narrowest = 0.2f;

    /// <summary>The range of these values; 0 to 1 without any.</summary>
    public static CurveScale Of(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return new CurveScale(0, 1);
        float least = float.MaxValue, most = float.MinValue;
        foreach (float value in values)
            (least, most) = (MathF.Min(least, value), MathF.Max(most, value));
        least = MathF.Round(MathF.Floor((least / Step) + 1e-3f)) * Step;
        most = MathF.Round(MathF.Ceiling((most / Step) - 1e-3f)) * Step;
        if (most - least < Narrowest - 1e-3f)
            most = least + Narrowest;
        return new CurveScale(least, most);
    }

    /// <summary>Height of a value above the lower side: 0 there, 1 at the upper side.</summary>
    public float Height(float value) => (value - Least) / (Most - Least);
}
