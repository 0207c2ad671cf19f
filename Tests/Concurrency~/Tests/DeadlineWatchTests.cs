using System;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Concurrency.Tests.StandIns;
using Repartee.Conversation;
using Repartee.Scheduling;
using Repartee.Sessions;

namespace Repartee.Concurrency.Tests
{
    /// <summary>A reply, its deadline and its player's patience.</summary>
    public sealed class DeadlineWatchTests
    {
        [Test]
        public void AReplyHasOneOutcomeAndIsGivenUpExactlyWhereNobodyWaits() => Schedules.Hold(() => RaceForAReply(
            (job, clock, submit, givenUp) => DeadlineWatch.Await(job, TimeSpan.FromSeconds(1), clock, submit, givenUp)));

        [Test]
        public void AWatchThatGivesUpWithoutBeingAskedIsCaught() => Schedules.Catch(
            () => RaceForAReply((job, clock, submit, givenUp) =>
            {
                clock.CreateTimer(_ => givenUp(), null, TimeSpan.Zero, TimeSpan.Zero);
                return DeadlineWatch.Await(job, TimeSpan.FromSeconds(1), clock, submit, () => { });
            }),
            "Expected that the reply is given up");

        private static void RaceForAReply(Func<GenerationJob, TimeProvider, Func<Task>, Action, Task<GenerationOutcome>> wait)
        {
            using var patience = new CancellationTokenSource();
            var clock = new HandClock();
            var made = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            var job = new GenerationJob([1], new SamplingOptions { MaxTokens = 1 }, seed: 0, patience.Token);
            int givenUp = 0;
            var outcome = wait(job, clock, () => made.Task, () => givenUp++);
            Strand[] strands =
            [
                Strand.Start("maker", () =>
                {
                    job.Finish = FinishReason.Length;
                    made.SetResult(true);
                }),
                Strand.Start("clock", () => Strand.Undivided(clock.Fire)),
                Strand.Start("impatient", () => Strand.Undivided(patience.Cancel)),
            ];
            Strand.Await(outcome);
            Strand.Join(strands);
            bool finished = outcome.Result == GenerationOutcome.Finished;
            Strand.Expect(
                givenUp == (finished ? 0 : 1), $"Expected that the reply is given up {(finished ? 0 : 1)} times, but found {givenUp}.");
            Strand.Expect(finished || job.IsGivenUp, "Expected a job that is given up.");
        }
    }
}
