#nullable enable
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Ppo;

namespace Repartee.Training.Tests.Ppo
{
    /// <summary>PPO as a whole has a number to hit: see <see cref="CountTask"/> and Documentation~/ppo-tests.md.</summary>
    [Category("Slow")]
    public sealed class ClosedFormOptimumTests
    {
        private static readonly PpoOptions Options = new PpoOptions
        {
            BufferSize = 192,
            MinibatchSize = 64,
            MicroBatchSize = 64,
            LearningRate = 1.5e-3,
            CriticLearningRate = 3e-3,
            Schedule = LearningRateSchedule.Linear,
        };

        [Test]
        public void PpoReachesTheOptimum([Values(0.05, 0.02)] double beta, [Values(1UL, 2UL, 3UL)] ulong seed)
        {
            using var task = new CountTask(beta, seed, Options);
            task.Train(updates: 70);
            var (probability, objective) = task.Measure(episodes: 256);
            Assert.That(probability, Is.EqualTo(task.BestProbability).Within(0.03));
            Assert.That(objective, Is.EqualTo(task.BestObjective).Within(3).Percent);
        }
    }
}
