using System;
using Repartee.Training.Actor;

namespace Repartee.Llama.Tests.Exported;

/// <summary>Weights of the size that training leaves: matrices N(0, 1/columns), norms near 1, biases near 0.</summary>
internal static class RandomWeights
{
    public static float[] Of(ActorLayout layout)
    {
        var values = new float[layout.Parameters.Count];
        ulong stream = 0;
        foreach (ParameterSlot slot in layout.Parameters.Slots)
        {
            Span<float> part = values.AsSpan((int)slot.Offset, (int)slot.Count);
            bool matrix = slot.Shape.Length == 2;
            NormalNumbers.Fill(part, matrix ? 1 / Math.Sqrt(slot.Shape[1]) : 0.1, stream++);
            if (matrix || slot.Name.EndsWith("bias", StringComparison.Ordinal)) continue;
            foreach (ref float scale in part) scale++;
        }

        return values;
    }
}
