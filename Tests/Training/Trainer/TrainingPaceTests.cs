#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    public sealed class TrainingPaceTests
    {
        private FakeTimeProvider clock = new FakeTimeProvider();

        [SetUp]
        public void StartClock() => clock = new FakeTimeProvider();

        [TestCase(10, 1.0, 0)]
        [TestCase(10, 0.5, 10)]
        [TestCase(10, 0.25, 30)]
        [TestCase(30, 0.8, 7.5)]
        [TestCase(1000, 0.001, 10_000, TestName = "AndNoLongerThanTenSeconds")]
        public void AfterASliceThatTookTThePauseIsTTimesTheRestOverTheShare(double slice, double share, double pause) =>
            Assert.That(
                TrainingPace.PauseAfter(TimeSpan.FromMilliseconds(slice), share).TotalMilliseconds, Is.EqualTo(pause).Within(0.001));

        [Test]
        public void TheNextSliceBeginsWhenThePauseIsOver()
        {
            var pace = new TrainingPace(clock, 0.25);
            Slice(pace, 20);
            var next = Begin(pace);
            SpinWait.SpinUntil(() => pace.IsWaiting);
            clock.Advance(TimeSpan.FromMilliseconds(59));
            Assert.That((pace.IsWaiting, next.IsCompleted), Is.EqualTo((true, false)));
            clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.That(next.Wait(TimeSpan.FromSeconds(30)), Is.True);
            Assert.That(pace.IsWaiting, Is.False);
        }

        [Test]
        public void TimeSpentElsewhereCountsAsPause()
        {
            var pace = new TrainingPace(clock, 0.5);
            Slice(pace, 20);
            clock.Advance(TimeSpan.FromMilliseconds(20));
            ((ISlicePace)pace).Begin(default);                                  // on this thread: would hang if it waited
        }

        [Test]
        public void AGreaterShareEndsAWait()
        {
            var pace = new TrainingPace(clock, 0.01);
            Slice(pace, 20);
            var next = Begin(pace);
            SpinWait.SpinUntil(() => pace.IsWaiting);
            pace.Share = 1;
            Assert.That(next.Wait(TimeSpan.FromSeconds(30)), Is.True);
        }

        [Test]
        public void NoSliceBeginsWhilePaused()
        {
            var pace = new TrainingPace(clock, 1);
            pace.Pause();
            Assert.That(pace.IsPaused, Is.True);
            var next = Begin(pace);
            SpinWait.SpinUntil(() => pace.IsWaiting);
            clock.Advance(TimeSpan.FromHours(1));
            Assert.That((pace.IsWaiting, next.IsCompleted), Is.EqualTo((true, false)));
            pace.Resume();
            Assert.That(next.Wait(TimeSpan.FromSeconds(30)), Is.True);
            Assert.That(pace.IsPaused, Is.False);
        }

        [Test]
        public void ACancelledWaitEndsAndNoSliceBegins()
        {
            var pace = new TrainingPace(clock, 1);
            pace.Pause();
            using var cancellation = new CancellationTokenSource();
            var next = Begin(pace, cancellation.Token);
            SpinWait.SpinUntil(() => pace.IsWaiting);
            cancellation.Cancel();
            Assert.That(async () => await next, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(pace.IsWaiting, Is.False);
        }

        [TestCase(0)]
        [TestCase(-0.5)]
        [TestCase(1.5)]
        [TestCase(double.NaN)]
        public void AShareOutOfItsRangeIsRefused(double share)
        {
            var pace = new TrainingPace(clock, 1);
            Assert.That(
                () => pace.Share = share,
                Throws.ArgumentException.With.Message.StartsWith("Share: expected above 0 and at most 1, but found "));
            Assert.That(pace.Share, Is.EqualTo(1));
        }

        private static Task Begin(ISlicePace pace, CancellationToken cancellation = default) => Task.Run(() => pace.Begin(cancellation));

        private void Slice(ISlicePace pace, int milliseconds)
        {
            pace.Begin(default);
            clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            pace.End();
        }
    }
}
