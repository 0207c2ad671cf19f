using System.Collections.Generic;
using System.Linq;

namespace Repartee.Benchmarks.Frozen;

/// <summary>Seconds that one thing took, each time it was done.</summary>
internal sealed class TimeSamples
{
    private readonly List<double> calm = [], disturbed = [];

    /// <summary>How often it was done while others left the machine alone.</summary>
    public int Calm => calm.Count;

    /// <summary>How often it was done.</summary>
    public int Count => calm.Count + disturbed.Count;

    /// <summary>The shortest time of all: what the machine can do.</summary>
    public double Best => calm.Concat(disturbed).Min();

    /// <summary>The median, of undisturbed times if there are any.</summary>
    public double Median
    {
        get
        {
            double[] sorted = [.. (calm.Count > 0 ? calm : disturbed).Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    public void Add(IEnumerable<double> seconds, bool wereDisturbed) => (wereDisturbed ? disturbed : calm).AddRange(seconds);
}
