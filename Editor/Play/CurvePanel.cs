#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Editor.Play
{
    /// <summary>Curves that share a scale.</summary>
    public sealed class CurvePanel
    {
        private readonly List<CurveSeries> series = new List<CurveSeries>();

        internal CurvePanel(string title) => Title = title;

        /// <summary>What it shows, with the unit.</summary>
        public string Title { get; }

        /// <summary>Its curves, in the order in which they came.</summary>
        public IReadOnlyList<CurveSeries> Series => series;

        /// <summary>Smallest and largest value and update, never of no extent; null where there is no point.</summary>
        /// <returns>The ranges.</returns>
        public (double FromUpdate, double ToUpdate, double FromValue, double ToValue)? Bounds()
        {
            double left = double.PositiveInfinity, right = double.NegativeInfinity, low = left, high = right;
            foreach (CurveSeries curve in series)
            {
                for (int i = 0; i < curve.Count; i++)
                {
                    CurvePoint point = curve[i];
                    left = Math.Min(left, point.Update);
                    right = Math.Max(right, point.Update);
                    low = Math.Min(low, point.Value);
                    high = Math.Max(high, point.Value);
                }
            }

            if (left > right) return null;
            double margin = high > low ? (high - low) * 0.05 : Math.Max(1e-6, Math.Abs(high) * 0.05);
            return (left, Math.Max(right, left + 1), low - margin, high + margin);
        }

        internal void Add(string name, double update, double value) => Named(name).Add(update, value);

        internal void Clear() => series.Clear();

        private CurveSeries Named(string name)
        {
            CurveSeries? found = series.FirstOrDefault(curve => curve.Name == name);
            if (found is null)
                series.Add(found = new CurveSeries(name));
            return found;
        }
    }
}
