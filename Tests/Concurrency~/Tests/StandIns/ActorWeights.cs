using System;
using Repartee.Scheduling;

namespace Repartee.Training.Actor
{
    /// <summary>Stands here for an actor's weights: which version they are of.</summary>
    internal sealed class ActorWeights : IDisposable
    {
        /// <summary>Others may come between the two halves of a write.</summary>
        internal long Version { get; private set; }

        internal bool IsWhole { get; private set; } = true;

        internal bool IsDisposed { get; private set; }

        internal void Write(long version)
        {
            Strand.Expect(!IsDisposed, "Expected weights that are there, but they are written after they were freed.");
            IsWhole = false;
            Strand.Yield("write half of the weights");
            Version = version;
            Strand.Yield("write the other half");
            IsWhole = true;
        }

        public void Dispose() => IsDisposed = true;
    }
}
