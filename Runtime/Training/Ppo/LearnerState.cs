#nullable enable
using Repartee.Training.Actor;
using Repartee.Training.Optimization;

namespace Repartee.Training.Ppo
{
    /// <summary>Everything that an update changes, as host arrays: to write a checkpoint, or to undo an update that was interrupted.</summary>
    internal sealed class LearnerState
    {
        internal LearnerState(float[] actor, float[] critic, OptimizerState actorOptimizer, OptimizerState criticOptimizer, double klCoefficient)
        {
            Actor = actor;
            Critic = critic;
            ActorOptimizer = actorOptimizer;
            CriticOptimizer = criticOptimizer;
            KlCoefficient = klCoefficient;
        }

        internal float[] Actor { get; }

        internal float[] Critic { get; }

        internal OptimizerState ActorOptimizer { get; }

        internal OptimizerState CriticOptimizer { get; }

        internal double KlCoefficient { get; }

        internal static LearnerState Capture(Learner learner, AdaptiveKl kl) => new LearnerState(
            learner.Actor.Arena.ToArray(), learner.Critic.Arena.ToArray(), learner.ActorOptimizer.Capture(), learner.CriticOptimizer.Capture(),
            kl.Coefficient);

        internal void Restore(Learner learner, AdaptiveKl kl)
        {
            learner.Actor.Arena.Load(Actor);
            learner.Critic.Arena.Load(Critic);
            learner.Actor.Arena.ClearGradient();
            learner.Critic.Arena.ClearGradient();
            learner.ActorOptimizer.Restore(ActorOptimizer);
            learner.CriticOptimizer.Restore(CriticOptimizer);
            kl.Restore(KlCoefficient);
        }
    }
}
