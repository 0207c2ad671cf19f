#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Ppo;

namespace Repartee.Training.Tests.Ppo
{
    public sealed class ScheduleTests
    {
        [TestCase(LearningRateSchedule.Constant, new[] { 1.0, 1.0, 1.0, 1.0, 1.0 })]
        [TestCase(LearningRateSchedule.Linear, new[] { 1.0, 0.75, 0.5, 0.25, 0.0 })]
        [TestCase(LearningRateSchedule.Cosine, new[] { 1.0, 0.853553, 0.5, 0.146447, 0.0 })]
        public void FactorsOverFourPlannedUpdates(LearningRateSchedule schedule, double[] expected)
        {
            Assert.That(Enumerable.Range(0, 5).Select(i => Schedule.Factor(schedule, i, 4)), Is.EqualTo(expected).Within(1e-6));
        }

        [TestCase(LearningRateSchedule.Linear)]
        [TestCase(LearningRateSchedule.Cosine)]
        public void TheFactorIsZeroOnlyAfterTheLastPlannedUpdateAndStaysThere(LearningRateSchedule schedule)
        {
            var factors = Enumerable.Range(0, 120).Select(i => Schedule.Factor(schedule, i, 100)).ToArray();
            Assert.That(factors.Take(100), Is.All.GreaterThan(0.0));
            Assert.That(factors, Is.Ordered.Descending);
            Assert.That(factors.Skip(100), Is.All.EqualTo(0.0).Within(1e-15));
        }

        [Test]
        public void ADecayNeedsAnEnd()
        {
            Assert.That(
                () => Schedule.Factor(LearningRateSchedule.Linear, 0, 0),
                Throws.ArgumentException.With.Message.StartsWith("Schedule: expected a planned number of updates for Linear"));
        }
    }
}
