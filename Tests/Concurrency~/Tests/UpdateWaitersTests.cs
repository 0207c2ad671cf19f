using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Concurrency.Tests.Faulty;
using Repartee.Scheduling;
using Repartee.Sessions;

namespace Repartee.Concurrency.Tests
{
    /// <summary>Those who wait for an update.</summary>
    public sealed class UpdateWaitersTests
    {
        [Test]
        public void EachWaiterIsAnsweredWhicheverComesFirst() => Schedules.Hold(() => ReachEndAndCancel(Real()));

        [Test]
        public void WaitersThatLookBeforeTheyTakeTheLockAreCaught() =>
            Schedules.Catch(() => ReachEndAndCancel(Faulty()), "at \"await a task\"");

        private static void ReachEndAndCancel(Subject waiters)
        {
            using var patience = new CancellationTokenSource();
            Strand Waiter(long update, CancellationToken cancellation) => Strand.Start($"waiter for {update}", () =>
            {
                var reached = waiters.WaitFor(update, cancellation);
                Strand.Await(reached);
                if (reached.IsCompletedSuccessfully)
                    Strand.Expect(reached.Result.Update >= update, $"Expected update {update} or later: {reached.Result.Update}.");
                else if (update == 1)
                    Strand.Expect(false, "Expected that update 1 is reached before the end.");
                else if (reached.IsCanceled)
                    Strand.Expect(patience.IsCancellationRequested || waiters.HasEnded(), "Expected a reason to be cancelled.");
            });
            Strand[] strands =
            [
                Waiter(1, default),
                Waiter(2, default),
                Waiter(3, patience.Token),
                Strand.Start("impatient", () => Strand.Undivided(patience.Cancel)),
            ];
            waiters.Reach(Progress(1));
            waiters.Reach(Progress(2));
            waiters.End();
            Strand.Join(strands);
        }

        private static Subject Real()
        {
            var waiters = new UpdateWaiters(Progress(0));
            bool ended = false;
            return new Subject(waiters.WaitFor, waiters.Reach, () => Ended(waiters.End), () => ended);

            void Ended(Action<Func<Exception>> end)
            {
                ended = true;
                end(() => new OperationCanceledException("ended"));
            }
        }

        private static Subject Faulty()
        {
            var waiters = new HastyWaiters(Progress(0));
            return new Subject((update, _) => waiters.WaitFor(update), waiters.Reach, waiters.End, () => true);
        }

        private static TrainingProgress Progress(long update) => new(update, 0, 0, 0, new Dictionary<string, double>());

        private sealed record Subject(
            Func<long, CancellationToken, Task<TrainingProgress>> WaitFor, Action<TrainingProgress> Reach, Action End, Func<bool> HasEnded);
    }
}
