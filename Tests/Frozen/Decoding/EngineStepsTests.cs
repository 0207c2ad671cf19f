#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Frozen.Decoding;

namespace Repartee.Frozen.Tests.Decoding
{
    public sealed class EngineStepsTests
    {
        private TemporaryFolder folder = null!;
        private EngineBench bench = null!;
        private EngineSteps steps = null!;
        private TimeSpan time;
        private double unit;
        private int looks;

        /// <summary>The clock is looked at when a step begins and after each unit, and each unit takes as long as the test says.</summary>
        [SetUp]
        public void CreateSteps()
        {
            folder = new TemporaryFolder();
            TinyModel.Write(folder["m.gguf"], TinyModel.Plain);
            bench = new EngineBench(folder["m.gguf"]);
            (time, unit, looks) = (TimeSpan.FromHours(3), 1, 0);
            steps = new EngineSteps(bench.Engine, () =>
            {
                if (looks++ > 0) time += Milliseconds(unit);
                return time;
            });
        }

        [TearDown]
        public void DeleteFolder()
        {
            bench.Dispose();
            folder.Dispose();
        }

        [TestCase(0.0, 1)]
        [TestCase(0.99, 1)]
        [TestCase(1.99, 1)]
        [TestCase(2.0, 2)]
        [TestCase(5.0, 5)]
        [TestCase(5.99, 5)]
        public void AStepStopsBeforeAUnitThatWouldPassItsEnd(double budget, int units)
        {
            bench.Submit(bench.Job(bench.Prompt(5, 1), 100));
            Assert.That(Run(budget), Is.EqualTo((true, units)));
            Assert.That(Run(budget), Is.EqualTo((true, units)), "the next step knows how long a unit takes");
        }

        [Test]
        public void AfterASlowUnitFewerAreDoneUntilItIsForgotten()
        {
            bench.Submit(bench.Job(bench.Prompt(5, 1), 200));
            Run(8);
            unit = 6;
            Assert.That(Run(8), Is.EqualTo((true, 1)), "6 of 8 ms are over, and the next would take 6");
            unit = 1;
            // A step of n units ends when n ms and the expected time of another are more than 8: (7 * 6 + 1) / 8 is 5.375, and so on. A
            // tick of the clock is 0.0001 ms.
            long expected = 60_000;
            for (int step = 0; step < 12; step++)
            {
                int units = 0;
                do expected = (7 * expected + 10_000) / 8;
                while (++units * 10_000 + expected <= 80_000);
                Assert.That(Run(8).Units, Is.EqualTo(units), $"step {step}");
            }

            Assert.That(expected, Is.LessThan(11_000));
        }

        [Test]
        public void AReplyIsFinishedByStepsOfOneUnit()
        {
            Task<GenerationOutcome> done = bench.Submit(bench.Job(bench.Prompt(20, 1), 4));
            int units = 0;
            bool more = true;
            for (; more; units++) (more, _) = Run(0);
            // Five passes: of two layers when half the prompt is read, else of two layers and the head.
            Assert.That((units, done.Result), Is.EqualTo((2 + 4 * 3, GenerationOutcome.Finished)));
        }

        [Test]
        public void WithoutWorkNothingIsDone() => Assert.That((steps.Run(TimeSpan.FromSeconds(1)), looks), Is.EqualTo((false, 1)));

        [Test]
        public void WhatIsAskedForWhenAReplyIsCancelledIsStillToDo()
        {
            using var cancellation = new CancellationTokenSource();
            Task<GenerationOutcome> first = bench.Submit(bench.Job(bench.Prompt(5, 1), 4, cancellation: cancellation.Token));
            Task<GenerationOutcome> second = null!;
            first.ContinueWith(
                _ => second = bench.Submit(bench.Job(bench.Prompt(5, 2), 1)), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            cancellation.Cancel();
            Assert.That(steps.Run(TimeSpan.Zero), Is.True);
            Assert.That(second.IsCompleted, Is.False);
            while (steps.Run(TimeSpan.FromMilliseconds(5)))
            {
            }

            Assert.That(second.Result, Is.EqualTo(GenerationOutcome.Finished));
        }

        [Test]
        public void AStepWithinAStepIsRefused()
        {
            GenerationJob job = bench.Job(bench.Prompt(5, 1), 3, onTokens: (_, _) => steps.Run(TimeSpan.Zero));
            bench.Submit(job);
            Run(100);
            Assert.That(job.CallerError, Is.InstanceOf<InvalidOperationException>().With.Message.EqualTo(
                "Expected one call of Step at a time, but one is under way. Do not call it from a receiver of text or from a " +
                "second thread."));
            Assert.That(steps.IsRunning, Is.False);
        }

        // TimeSpan.FromMilliseconds rounds to whole ones on Mono.
        private static TimeSpan Milliseconds(double count) => new TimeSpan((long)(count * TimeSpan.TicksPerMillisecond));

        private (bool More, int Units) Run(double milliseconds)
        {
            looks = 0;
            bool more = steps.Run(Milliseconds(milliseconds));
            return (more, looks - 1);
        }
    }
}
