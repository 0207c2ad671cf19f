#nullable enable
namespace Repartee.Editor.Play
{
    /// <summary>A point of a curve.</summary>
    public readonly struct CurvePoint
    {
        /// <summary>Makes a point.</summary>
        /// <param name="update">The update.</param>
        /// <param name="value">The value.</param>
        public CurvePoint(double update, double value)
        {
            Update = update;
            Value = value;
        }

        /// <summary>The update; a mean where several share the point.</summary>
        public double Update { get; }

        /// <summary>The value; a mean where several share the point.</summary>
        public double Value { get; }
    }
}
