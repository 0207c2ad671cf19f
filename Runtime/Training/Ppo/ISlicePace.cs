#nullable enable
using System;
using System.Threading;

namespace Repartee.Training.Ppo
{
    /// <summary>
    /// When training may compute. Work is cut into slices (a pass of scoring, a micro-batch, an optimiser step), each of them between
    /// <see cref="Begin"/> and <see cref="End"/>, so that a game can have the processor in between. Trainer thread.
    /// </summary>
    internal interface ISlicePace
    {
        /// <summary>Returns when a slice may begin.</summary>
        /// <param name="cancellation">Ends the wait.</param>
        /// <exception cref="OperationCanceledException">It was cancelled; no slice begins.</exception>
        void Begin(CancellationToken cancellation);

        /// <summary>The slice is done.</summary>
        void End();
    }
}
