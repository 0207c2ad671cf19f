using System;
using System.Threading;

namespace Repartee.Samples.PlaySession.Hud;

/// <summary>Mean reward of each update. The trainer adds on its thread, the game draws on its own; neither waits for long.</summary>
internal sealed class RewardCurve
{
    /// <summary>Newest updates that are kept.</summary>
    public const int Most = 200;

    private readonly Lock gate = new();
    private readonly float[] values = new float[Most];
    private int count;

    /// <summary>Adds an update's mean; a number that is not finite is left out.</summary>
    public void Add(double mean)
    {
        if (!double.IsFinite(mean))
            return;
        lock (gate)
        {
            if (count == Most)
            {
                values.AsSpan(1).CopyTo(values);
                count--;
            }

            values[count++] = (float)mean;
        }
    }

    /// <summary>Copies the newest, oldest first.</summary>
    /// <param name="target">At least <see cref="Most"/>.</param>
    /// <returns>How many.</returns>
    public int CopyTo(Span<float> target)
    {
        lock (gate)
        {
            values.AsSpan(0, count).CopyTo(target);
            return count;
        }
    }
}
