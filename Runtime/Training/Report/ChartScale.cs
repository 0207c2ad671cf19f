#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.Report
{
    /// <summary>A vertical axis from a round number to a round number, with round numbers between them.</summary>
    internal sealed class ChartScale
    {
        private const int Steps = 4;                                            // about

        private const double Hair = 0.01;                                       // of a step: what lies less beyond a tick needs no other

        private ChartScale(double low, double step, int count)
        {
            Low = low;
            High = low + step * count;
            Ticks = Enumerable.Range(0, count + 1).Select(i => low + step * i).ToList();
        }

        internal double Low { get; }

        internal double High { get; }

        internal IReadOnlyList<double> Ticks { get; }

        /// <summary>Around all values that are numbers; 0 to 1 where there is none.</summary>
        internal static ChartScale Around(IEnumerable<double> values)
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            foreach (double value in values.Where(IsDrawable))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }

            if (low > high)
                (low, high) = (0, 1);
            if (low == high)
                (low, high) = low == 0 ? (0.0, 1.0) : (Math.Min(low * 0.5, low * 1.5), Math.Max(low * 0.5, low * 1.5));
            if (low > 0 && low < 0.4 * high)
                low = 0;                                                        // nearly there: the height then means something
            double step = Round((high - low) / Steps);
            double first = Math.Floor(low / step + Hair) * step;
            int count = Math.Max(1, (int)Math.Ceiling((high - first) / step - Hair));
            return new ChartScale(first, step, count);
        }

        /// <summary>Whether a chart can show it. Beyond that lie numbers whose differences are not finite.</summary>
        internal static bool IsDrawable(double value) => Math.Abs(value) < 1e100;       // false for NaN

        /// <summary>How far from the top, 0 to 1.</summary>
        internal double Top(double value) => (High - value) / (High - Low);

        private static double Round(double step)
        {
            double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
            double digits = step / power;
            return power * (digits <= 1.001 ? 1 : digits <= 2.001 ? 2 : digits <= 5.001 ? 5 : 10);
        }
    }
}
