#nullable enable
using System;
using Repartee.Training.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Critic
{
    /// <summary>
    /// The critic: an MLP of one hidden layer on the backbone's last normed output, V = w₂·silu(W₁h + b₁) + b₂, one value per reply
    /// token. The last layer starts at zero (as in lm-human-preference-details), so a fresh critic predicts 0 everywhere.
    /// </summary>
    internal sealed class ValueHead : IDisposable
    {
        internal ValueHead(int hiddenSize, Device device, bool trainable)
        {
            var layout = new ParameterLayout(new[]
            {
                new ParameterSlot("value.0.weight", new long[] { hiddenSize, hiddenSize }, decayed: true),
                new ParameterSlot("value.0.bias", new long[] { hiddenSize }, decayed: false),
                new ParameterSlot("value.1.weight", new long[] { 1, hiddenSize }, decayed: true),
                new ParameterSlot("value.1.bias", new long[] { 1 }, decayed: false),
            });
            Arena = trainable ? ParameterArena.Trainable(layout, device) : ParameterArena.Frozen(layout, device);
            Kernel = new[] { Arena[0], Arena[1], Arena[2], Arena[3] };
        }

        internal ParameterArena Arena { get; }

        /// <summary>Weight (D,D), bias (D), weight (1,D), bias (1).</summary>
        internal Tensor[] Kernel { get; }

        /// <summary>First layer N(0, 1/D), everything else zero.</summary>
        internal void Initialize(ulong seed)
        {
            var values = new float[Arena.Layout.Count];
            var first = Arena.Layout["value.0.weight"];
            double deviation = 1.0 / Math.Sqrt(first.Shape[1]);
            NormalNumbers.Fill(values.AsSpan((int)first.Offset, (int)first.Count), deviation, seed);
            Arena.Load(values);
        }

        /// <inheritdoc/>
        public void Dispose() => Arena.Dispose();
    }
}
