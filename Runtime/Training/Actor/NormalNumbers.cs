#nullable enable
using System;
using Repartee.Conversation;

namespace Repartee.Training.Actor
{
    /// <summary>Normally distributed numbers (Box and Muller 1958), a function of the seed alone.</summary>
    internal static class NormalNumbers
    {
        internal static void Fill(Span<float> target, double deviation, ulong seed)
        {
            for (int i = 0; i < target.Length; i++)
            {
                double u = 1.0 - CounterRandom.Uniform(seed, 2 * (ulong)i);     // (0, 1]: the logarithm is finite
                double v = CounterRandom.Uniform(seed, 2 * (ulong)i + 1);
                target[i] = (float)(deviation * Math.Sqrt(-2.0 * Math.Log(u)) * Math.Cos(2.0 * Math.PI * v));
            }
        }
    }
}
