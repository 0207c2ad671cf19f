using System;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Concurrency.Tests.Faulty;
using Repartee.Concurrency.Tests.StandIns;
using Repartee.Scheduling;
using Repartee.Training.Trainer;

namespace Repartee.Concurrency.Tests
{
    /// <summary>Those who wait for a trainer that is paused, goes on and ends.</summary>
    public sealed class TrainingHoldTests
    {
        [Test]
        public void OneDecisionCountsAndWhoeverWaitsForAPausedTrainerIsAnswered() => Schedules.Hold(() => GoOn(Of(new TrainingHold())));

        [Test]
        public void WhoeverWaitsForATrainerThatEndsIsAnswered() =>
            Schedules.Hold(() => EndAtAnyTime(Of(new TrainingHold()), Of(new CheckpointRequests())));

        [Test]
        public void AHoldThatLooksAndThenWaitsIsCaught() =>
            Schedules.Catch(() => GoOn(Of(new HastyHold())), "trainer at \"wait for a pulse\"");

        [Test]
        public void AHoldThatForgetsWhoDecidesLateIsCaught() => Schedules.Catch(
            () => EndAtAnyTime(Of(new ForgetfulHold()), Of(new CheckpointRequests())), "at \"await a task\"");

        [Test]
        public void RequestsThatLookForTheEndOutsideOfTheLockAreCaught() => Schedules.Catch(
            () => EndAtAnyTime(Of(new TrainingHold()), Of(new HastyRequests())), "saver at \"await a task\"");

        private static void GoOn(HoldSubject hold)
        {
            int accepted = 0, refused = 0;
            var saves = Of(new CheckpointRequests());
            var trainer = new PausedTrainer(hold, saves);
            Strand Decider(int number) => Strand.Start($"decider {number}", () =>
            {
                Strand.Until(() => trainer.HasPaused);
                if (Decide(hold) is Task decided)
                {
                    Strand.Expect(decided.IsCompletedSuccessfully, $"Expected a trainer that goes on, but found {decided.Status}.");
                    accepted++;
                }
                else
                {
                    refused++;
                }
            });
            Strand.Join(Strand.Start("trainer", trainer.Run), Saver(hold, saves), Waiter(trainer), Decider(1), Decider(2));
            Strand.Expect(accepted == 1 && refused == 1, $"Expected one decision, but found {accepted}.");
            Strand.Expect(trainer.WentOn, "Expected a trainer that goes on.");
        }

        private static void EndAtAnyTime(HoldSubject hold, SavesSubject saves)
        {
            var trainer = new PausedTrainer(hold, saves);
            var decider = Strand.Start("decider", () => Decide(hold));
            Strand[] others = [Strand.Start("trainer", trainer.Run), Saver(hold, saves), Waiter(trainer)];
            trainer.Close();
            Strand.Join([.. others, decider]);
            if (Decide(hold) is Task late)
                Strand.Expect(late.IsFaulted, $"Expected a trainer that does not go on, but found {late.Status}.");
        }

        /// <returns>The decision once the trainer has taken it; null where it was refused at once.</returns>
        private static Task? Decide(HoldSubject hold)
        {
            Task decision;
            try
            {
                decision = hold.Continue();
            }
            catch (InvalidOperationException)
            {
                return null;
            }

            Strand.Await(decision);
            return decision;
        }

        private static Strand Saver(HoldSubject hold, SavesSubject saves) => Strand.Start("saver", () =>
        {
            var saved = saves.Ask();
            hold.Wake();
            Strand.Await(saved);
            Strand.Expect(saved.IsFaulted || saved.Result == "checkpoint", "Expected a checkpoint or a reason.");
        });

        private static Strand Waiter(PausedTrainer trainer) =>
            Strand.Start("waiter", () => Strand.Await(trainer.Waiters.WaitFor(2, default)));

        private static HoldSubject Of(TrainingHold hold) => new(
            () => hold.Continue(fromLastGoodWeights: true), hold.Wake, hold.Begin, hold.Await, hold.End, hold.Fail);

        private static HoldSubject Of(FaultyHold hold) => new(hold.Continue, hold.Wake, hold.Begin, hold.Await, hold.End, hold.Fail);

        private static SavesSubject Of(CheckpointRequests saves) => new(saves.Ask, saves.Answer, saves.End);

        private static SavesSubject Of(HastyRequests saves) => new(saves.Ask, saves.Answer, saves.End);
    }
}
