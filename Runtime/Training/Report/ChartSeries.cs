#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.Report
{
    /// <summary>A metric as it is drawn: at most <see cref="MostPoints"/> points, a trend, and how far the values lie around it.</summary>
    internal sealed class ChartSeries
    {
        internal const int MostPoints = 240;

        private const int FewestForTrend = 24;

        private ChartSeries(string name, double[] at, double[] mean, double[] low, double[] high, double last)
        {
            Name = name;
            At = at;
            Low = low;
            High = high;
            Last = last;
            First = mean.FirstOrDefault(ChartScale.IsDrawable);
            IsThinned = low != high;
            Points = mean;
            Window = mean.Length < FewestForTrend ? 1 : 2 * (mean.Length / FewestForTrend) + 1;
            Trend = Smoothed(mean, Window);
        }

        internal string Name { get; }

        /// <summary>The updates of the points.</summary>
        internal double[] At { get; }

        /// <summary>A value a point: the update's, or the mean of those it stands for. NaN breaks the line.</summary>
        internal double[] Points { get; }

        internal double[] Low { get; }

        internal double[] High { get; }

        /// <summary>Moving mean of <see cref="Window"/> points.</summary>
        internal double[] Trend { get; }

        internal int Window { get; }

        internal double First { get; }

        /// <summary>The last update's value itself.</summary>
        internal double Last { get; }

        /// <summary>Whether a point stands for several updates.</summary>
        internal bool IsThinned { get; }

        /// <summary>Null where nothing of it can be drawn.</summary>
        internal static ChartSeries? Of(string name, IReadOnlyList<long> updates, double[]? values)
        {
            if (values is null || !values.Any(ChartScale.IsDrawable))
                return null;
            double last = values.Last(ChartScale.IsDrawable);
            if (values.Length <= MostPoints)
                return new ChartSeries(name, updates.Select(u => (double)u).ToArray(), values, values, values, last);
            var (at, mean, low, high) = (new double[MostPoints], new double[MostPoints], new double[MostPoints], new double[MostPoints]);
            for (int i = 0; i < MostPoints; i++)
            {
                int begin = (int)((long)i * values.Length / MostPoints), end = (int)((i + 1L) * values.Length / MostPoints);
                var part = values.Skip(begin).Take(end - begin).Where(ChartScale.IsDrawable).DefaultIfEmpty(double.NaN).ToList();
                at[i] = (updates[begin] + updates[end - 1]) / 2.0;
                (mean[i], low[i], high[i]) = (part.Average(), part.Min(), part.Max());
            }

            (at[0], at[MostPoints - 1]) = (updates[0], updates[updates.Count - 1]);
            return new ChartSeries(name, at, mean, low, high, last);
        }

        /// <summary>A mean of the neighbours on both sides, fewer at the ends.</summary>
        private static double[] Smoothed(double[] values, int window) => values.Select((value, i) =>
        {
            int begin = Math.Max(0, i - window / 2), end = Math.Min(values.Length, i + window / 2 + 1);
            var near = new ArraySegment<double>(values, begin, end - begin).Where(ChartScale.IsDrawable);
            return ChartScale.IsDrawable(value) ? near.Average() : double.NaN;
        }).ToArray();
    }
}
