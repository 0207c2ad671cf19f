#nullable enable
using System;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>Float32 masters as bfloat16, made anew when they changed. Owns the copy.</summary>
    internal sealed class ElementCopy : IDisposable
    {
        private readonly ParameterArena masters;
        private readonly Tensor elements;                                       // (N) bfloat16
        private long version = -1;

        internal ElementCopy(ParameterArena masters)
        {
            this.masters = masters;
            elements = empty(new[] { masters.Layout.Count }, dtype: ScalarType.BFloat16, device: masters.Device).DetachFromDisposeScope();
        }

        internal Tensor Fresh()
        {
            if (version != masters.Version)
                elements.copy_(masters.Flat);
            version = masters.Version;
            return elements;
        }

        /// <inheritdoc/>
        public void Dispose() => elements.Dispose();
    }
}
