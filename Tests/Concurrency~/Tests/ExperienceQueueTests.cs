using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Scheduling;
using Repartee.Training.Experience;

namespace Repartee.Concurrency.Tests
{
    /// <summary>What play hands over to training.</summary>
    public sealed class ExperienceQueueTests
    {
        private const int PassedBefore = 100;

        [Test]
        public void NothingIsLostOrDoubledWheneverTheQueueIsClosed() => Schedules.Hold(() => CloseAtAnyTime(Real(2)));

        [Test]
        public void NothingIsDroppedWhileThereIsRoom() => Schedules.Hold(() => TakeAll(Real(10)));

        [Test]
        public void ATakerThatLooksAndThenWaitsIsCaught() =>
            Schedules.Catch(() => TakeAll(Of(new Faulty.HastyTakeQueue())), "wait for a pulse");

        [Test]
        public void AQueueThatCountsBeforeItClosesIsCaught() =>
            Schedules.Catch(() => CloseAtAnyTime(Of(new Faulty.HastyCloseQueue())), "Expected as many");

        private static void CloseAtAnyTime(Subject queue)
        {
            var taken = new List<FinishedConversation>();
            Strand[] adders = [Adder(queue, 1), Adder(queue, 2)];
            var taker = Strand.Start("taker", () =>
            {
                while (queue.Take() is var next && (next != null || !queue.IsClosed()))
                {
                    if (next != null)
                        taken.Add(next);
                }
            });
            var nudger = Strand.Start("nudger", () =>
            {
                queue.Nudge();
                Strand.Expect(queue.Waiting() <= queue.Capacity, $"Expected at most {queue.Capacity} that wait.");
            });
            var closer = Strand.Start("closer", queue.Close);
            Strand.Join([.. adders, taker, nudger, closer]);
            Agree(queue, taken, added: 4);
        }

        /// <summary>The closer comes once all are taken: a wake-up that is lost is a wait without end.</summary>
        private static void TakeAll(Subject queue)
        {
            var taken = new List<FinishedConversation>();
            int calls = 0;
            Strand[] adders = [Adder(queue, 1), Adder(queue, 2)];
            var taker = Strand.Start("taker", () =>
            {
                while (taken.Count < 4)
                {
                    if (queue.Take() is FinishedConversation next)
                        taken.Add(next);
                    else
                        calls++;
                }
            });
            queue.Nudge();
            Strand.Join([.. adders, taker]);
            Strand.Expect(calls <= 1, $"Expected at most one empty take for one nudge, but found {calls}.");
            queue.Close();
            Agree(queue, taken, added: 4);
            Strand.Expect(queue.Dropped() == 0, $"Expected none dropped, but found {queue.Dropped()}.");
        }

        private static Strand Adder(Subject queue, int number) => Strand.Start($"adder {number}", () =>
        {
            queue.Add(new FinishedConversation([number, 1], [], interrupted: false));
            queue.Add(new FinishedConversation([number, 2], [], interrupted: false));
        });

        private static void Agree(Subject queue, List<FinishedConversation> taken, int added)
        {
            Strand.Expect(
                taken.Count + queue.Dropped() + queue.Waiting() == added,
                $"Expected as many as the {added} added: {taken.Count} taken, {queue.Dropped()} dropped, {queue.Waiting()} waiting.");
            Strand.Expect(queue.Delivered() == taken.Count, $"Expected {taken.Count} delivered, but found {queue.Delivered()}.");
            Strand.Expect(queue.Passed() == PassedBefore + added, $"Expected {PassedBefore + added} passed, but found {queue.Passed()}.");
            Strand.Expect(taken.Distinct().Count() == taken.Count, "Expected each conversation once, but found one twice.");
            foreach (var ofOne in taken.GroupBy(conversation => conversation.Tokens[0]))
            {
                var order = ofOne.Select(conversation => conversation.Tokens[1]).ToArray();
                Strand.Expect(order.SequenceEqual(order.Order()), "Expected an adder's conversations in its order.");
            }
        }

        private static Subject Real(int capacity)
        {
            var queue = new ExperienceQueue(capacity, PassedBefore);
            return new Subject(
                capacity, queue.Add, queue.Take, queue.Nudge, queue.Close, () => queue.IsClosed, () => queue.Waiting, () => queue.Passed,
                () => queue.Dropped, () => queue.Delivered);
        }

        private static Subject Of(Faulty.FaultyExperienceQueue queue) => new(
            int.MaxValue, queue.Add, queue.Take, queue.Nudge, queue.Close, () => queue.Closed, () => queue.Items.Count,
            () => PassedBefore + queue.Added - queue.Items.Count, () => queue.Dropped, () => queue.Added - queue.Dropped);

        private sealed record Subject(
            int Capacity, Action<FinishedConversation> Add, Func<FinishedConversation?> Take, Action Nudge, Action Close,
            Func<bool> IsClosed, Func<int> Waiting, Func<long> Passed, Func<long> Dropped, Func<long> Delivered);
    }
}
