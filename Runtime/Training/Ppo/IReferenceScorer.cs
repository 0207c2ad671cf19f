#nullable enable
using System.Collections.Generic;
using System.Threading;
using Repartee.Training.Experience;

namespace Repartee.Training.Ppo
{
    /// <summary>Another way to the reference's log-probs than a pass of the learner's own kernels. Trainer thread.</summary>
    internal interface IReferenceScorer
    {
        /// <summary>Log-probs of all episodes' chosen tokens at the sampling temperature, in the given order (L each).</summary>
        /// <param name="episodes">The buffer.</param>
        /// <param name="pace">Asked before each pass.</param>
        /// <param name="cancellation">Ends a wait.</param>
        float[][] LogProbs(IReadOnlyList<Episode> episodes, ISlicePace pace, CancellationToken cancellation);
    }
}
