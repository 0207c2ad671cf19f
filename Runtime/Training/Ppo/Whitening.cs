#nullable enable
using System;

namespace Repartee.Training.Ppo
{
    /// <summary>Advantage whitening: mean 0 and variance 1 over the chosen tokens of one buffer (TRL and OpenRLHF do the same).</summary>
    internal static class Whitening
    {
        private const double Epsilon = 1e-8;

        /// <summary>In place. A constant or single value becomes 0 and stays finite.</summary>
        /// <param name="values">The advantages of chosen tokens only.</param>
        /// <param name="bessel">Divide the variance by n − 1 (TRL, verl) instead of n.</param>
        internal static void Apply(Span<double> values, bool bessel)
        {
            if (values.Length == 0)
                return;
            double mean = 0;
            foreach (double v in values)
                mean += v;
            mean /= values.Length;
            double squares = 0;
            foreach (double v in values)
                squares += (v - mean) * (v - mean);
            double variance = squares / Math.Max(1, bessel ? values.Length - 1 : values.Length);
            double scale = 1.0 / Math.Sqrt(variance + Epsilon);
            for (int i = 0; i < values.Length; i++)
                values[i] = (values[i] - mean) * scale;
        }
    }
}
