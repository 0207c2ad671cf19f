#nullable enable
using System;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Training.Supervised
{
    /// <summary>
    /// Weights of a new actor: matrices N(0, 0.02²), those that write into the residual stream divided by √(2·layers) (GPT-2), norms 1,
    /// biases 0. A function of the seed alone.
    /// </summary>
    internal static class ActorInitializer
    {
        private const double Deviation = 0.02;

        internal static float[] Create(ActorLayout layout, ulong seed)
        {
            var values = new float[layout.Parameters.Count];
            ulong stream = 0;
            foreach (var slot in layout.Parameters.Slots)
            {
                var span = values.AsSpan((int)slot.Offset, (int)slot.Count);
                stream++;
                if (slot.Name.EndsWith("norm", StringComparison.Ordinal))
                {
                    span.Fill(1f);
                }
                else if (slot.Decayed)
                {
                    bool residual = slot.Name.EndsWith(".o", StringComparison.Ordinal) || slot.Name.EndsWith(".down", StringComparison.Ordinal);
                    double scale = residual ? Deviation / Math.Sqrt(2.0 * layout.Config.Layers) : Deviation;
                    NormalNumbers.Fill(span, scale, CounterRandom.Derive(seed, stream));
                }
            }

            return values;
        }
    }
}
