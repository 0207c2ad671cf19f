#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.RewardModel
{
    /// <summary>Mean and standard deviation, over all values at once.</summary>
    internal static class Moments
    {
        internal static (double Mean, double Deviation) Of(IEnumerable<double> values)
        {
            var all = values.ToArray();
            double mean = all.Average();
            return (mean, Math.Sqrt(all.Average(value => (value - mean) * (value - mean))));
        }
    }
}
