#nullable enable
namespace Repartee.Training.Ppo
{
    /// <summary>
    /// The learner as it was before the present update, to undo it, and as it was when all was last well, to go back to. Mostly these are one
    /// copy; the arrays are used again. Trainer thread.
    /// </summary>
    internal sealed class LearnerHistory
    {
        private LearnerState? before;
        private LearnerState? good;
        private LearnerState? spare;

        /// <summary>Updates done when all was last well.</summary>
        internal long GoodUpdate { get; private set; }

        /// <summary>An update begins.</summary>
        /// <param name="learner">What learns.</param>
        /// <param name="kl">Its penalty.</param>
        /// <param name="update">Updates done.</param>
        /// <param name="healthy">Whether the present weights are good to go back to.</param>
        internal void Begin(Learner learner, AdaptiveKl kl, long update, bool healthy)
        {
            healthy |= good is null;                                            // the weights that a run starts from
            if (!healthy && ReferenceEquals(before, good))
                (before, spare) = (spare, null);
            before = LearnerState.Capture(learner, kl, before);
            if (!healthy)
                return;
            if (!ReferenceEquals(before, good))
                spare = good;
            (good, GoodUpdate) = (before, update);
        }

        /// <summary>Undoes the update that <see cref="Begin"/> saw begin.</summary>
        internal void Undo(Learner learner, AdaptiveKl kl) => before?.Restore(learner, kl);

        /// <summary>Goes back to when all was well.</summary>
        internal void Recover(Learner learner, AdaptiveKl kl) => good?.Restore(learner, kl);
    }
}
