using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Repartee.Benchmarks.Frozen;

/// <summary>The place of the largest logit, fast enough not to be what is measured.</summary>
internal static class ArgMax
{
    public static int Of(ReadOnlySpan<float> logits)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(logits);
        var most = new Vector<float>(float.NegativeInfinity);
        foreach (Vector<float> vector in vectors) most = Vector.Max(most, vector);
        float largest = float.NegativeInfinity;
        for (int i = 0; i < Vector<float>.Count; i++) largest = MathF.Max(largest, most[i]);
        foreach (float value in logits[(vectors.Length * Vector<float>.Count)..]) largest = MathF.Max(largest, value);
        return logits.IndexOf(largest);
    }
}
