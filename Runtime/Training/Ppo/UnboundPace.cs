#nullable enable
using System.Threading;

namespace Repartee.Training.Ppo
{
    /// <summary>Nobody else wants the processor.</summary>
    internal sealed class UnboundPace : ISlicePace
    {
        /// <inheritdoc/>
        public void Begin(CancellationToken cancellation) => cancellation.ThrowIfCancellationRequested();

        /// <inheritdoc/>
        public void End()
        {
        }
    }
}
