#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Editor.Play
{
    /// <summary>One value over a run's updates, in bounded memory: when it is full, neighbours are averaged, so that the whole run stays in
    /// sight at half the resolution.</summary>
    public sealed class CurveSeries
    {
        private readonly CurvePoint[] points;
        private int perPoint = 1;
        private int pending;
        private double pendingUpdate;
        private double pendingValue;

        /// <summary>Makes an empty one.</summary>
        /// <param name="name">The metric's.</param>
        /// <param name="capacity">Points it holds at most: even, 2 or more; default 1024.</param>
        public CurveSeries(string name, int capacity = 1024)
        {
            if (capacity < 2 || capacity % 2 != 0)
                throw new ArgumentException($"Expected an even capacity of 2 or more, but found {capacity}.", nameof(capacity));
            Name = name;
            points = new CurvePoint[capacity];
        }

        /// <summary>The metric's name.</summary>
        public string Name { get; }

        /// <summary>How many points there are.</summary>
        public int Count { get; private set; }

        /// <summary>The last value, as it came; NaN before the first.</summary>
        public double Last { get; private set; } = double.NaN;

        /// <summary>A point.</summary>
        /// <param name="index">From the oldest, 0, to below <see cref="Count"/>.</param>
        public CurvePoint this[int index] => index < Count ? points[index] : throw new ArgumentOutOfRangeException(nameof(index));

        /// <summary>Adds a value; one that is not finite leaves a gap.</summary>
        /// <param name="update">The update it belongs to.</param>
        /// <param name="value">The value.</param>
        public void Add(double update, double value)
        {
            if (double.IsNaN(value) || double.IsInfinity(value)) return;
            Last = value;
            pendingUpdate += update;
            pendingValue += value;
            if (++pending < perPoint) return;
            if (Count == points.Length)
                Halve();
            points[Count++] = new CurvePoint(pendingUpdate / pending, pendingValue / pending);
            pending = 0;
            pendingUpdate = pendingValue = 0;
        }

        /// <summary>At most so many points, each the mean of its neighbours: for a narrow window.</summary>
        /// <param name="most">Points wanted, 1 or more.</param>
        /// <param name="into">Cleared, then filled.</param>
        public void Downsample(int most, List<CurvePoint> into)
        {
            into.Clear();
            int wanted = Math.Min(Count, Math.Max(1, most));
            for (int i = 0; i < wanted; i++)
            {
                int from = (int)((long)i * Count / wanted);
                int to = (int)((long)(i + 1) * Count / wanted);
                double update = 0, value = 0;
                for (int j = from; j < to; j++)
                {
                    update += points[j].Update;
                    value += points[j].Value;
                }

                into.Add(new CurvePoint(update / (to - from), value / (to - from)));
            }
        }

        /// <summary>Forgets everything.</summary>
        public void Clear()
        {
            Count = pending = 0;
            pendingUpdate = pendingValue = 0;
            perPoint = 1;
            Last = double.NaN;
        }

        private void Halve()
        {
            for (int i = 0; i < Count / 2; i++)
            {
                CurvePoint a = points[2 * i], b = points[2 * i + 1];
                points[i] = new CurvePoint((a.Update + b.Update) / 2, (a.Value + b.Value) / 2);
            }

            // The point that is being added stands for as many values as the old ones: a point of half the weight, once.
            Count /= 2;
            perPoint *= 2;
        }
    }
}
