using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Repartee.Sessions;

namespace Repartee.Concurrency.Tests.StandIns
{
    /// <summary>Where a trainer waits while its health is in doubt.</summary>
    internal sealed record HoldSubject(
        Func<Task> Continue, Action Wake, Action<HealthStop> Begin, Func<bool?> Await, Action End, Action<Exception> Fail);

    /// <summary>Where those are who want a checkpoint.</summary>
    internal sealed record SavesSubject(Func<Task<string>> Ask, Action<Func<string>> Answer, Action<Func<Exception>> End);

    /// <summary>A trainer that is paused after its first update and makes a second one when it goes on; in the order of TrainerLoop and
    /// TrainerThread.</summary>
    internal sealed class PausedTrainer(HoldSubject hold, SavesSubject saves)
    {
        private bool closing;

        internal UpdateWaiters Waiters { get; } = new(Progress(0));

        internal bool HasPaused { get; private set; }

        internal bool WentOn { get; private set; }

        internal void Run()
        {
            saves.Answer(() => "checkpoint");
            Waiters.Reach(Progress(1));
            var stop = new HealthStop(HealthRule.EntropyCollapse, 1, 0, 0, "explained", "advised", 0);
            hold.Begin(stop);
            HasPaused = true;
            Waiters.End(() => new HealthStopException(stop));
            WentOn = Held();
            if (WentOn)
                Waiters.Reach(Progress(2));
            saves.Answer(() => "checkpoint");
            saves.End(() => new OperationCanceledException("ended"));
            hold.Fail(new OperationCanceledException("ended"));
            Waiters.End(() => new OperationCanceledException("ended"));
        }

        internal void Close()
        {
            closing = true;
            hold.Wake();
        }

        private bool Held()
        {
            while (!closing)
            {
                saves.Answer(() => "checkpoint");
                if (hold.Await() is null)
                    continue;
                Waiters.Reopen();
                hold.End();
                return true;
            }

            return false;
        }

        private static TrainingProgress Progress(long update) => new(update, 0, 0, 0, new Dictionary<string, double>());
    }
}
