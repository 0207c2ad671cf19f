#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Training.Optimization;

namespace Repartee.Training.Ppo
{
    /// <summary>Everything that an update changes, as host arrays: to write a checkpoint, or to undo an update that was interrupted.</summary>
    internal sealed class LearnerState
    {
        internal LearnerState(IReadOnlyList<PartState> parts, double klCoefficient)
        {
            Parts = parts;
            KlCoefficient = klCoefficient;
        }

        internal IReadOnlyList<PartState> Parts { get; }

        internal double KlCoefficient { get; }

        /// <summary>What was learnt of the actor: its weights, or its adapter.</summary>
        internal float[] Actor => Parts.First(p => p.Name == Learner.ActorPart).Values;

        /// <param name="learner">What learns.</param>
        /// <param name="kl">Its penalty.</param>
        /// <param name="reused">An older state of this learner whose arrays are written over, so that taking one before each update makes
        /// no garbage; null for new ones.</param>
        internal static LearnerState Capture(Learner learner, AdaptiveKl kl, LearnerState? reused = null) =>
            new LearnerState(learner.Parts.Select((part, i) => part.Capture(reused?.Parts[i])).ToList(), kl.Coefficient);

        /// <exception cref="ArgumentException">The state is of a learner with other parts.</exception>
        internal void Restore(Learner learner)
        {
            string there = string.Join(", ", Parts.Select(p => p.Name)), here = string.Join(", ", learner.Parts.Select(p => p.Name));
            if (there != here)
                throw new ArgumentException($"Expected the trained parts {here}, but the checkpoint has {there}. Resume with the run's own settings.");
            for (int i = 0; i < Parts.Count; i++)
                learner.Parts[i].Restore(Parts[i]);
        }

        internal void Restore(Learner learner, AdaptiveKl kl)
        {
            Restore(learner);
            kl.Restore(KlCoefficient);
        }
    }
}
