using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Concurrency.Tests.Faulty;
using Repartee.Conversation;
using Repartee.Scheduling;
using Repartee.Training.Actor;

namespace Repartee.Concurrency.Tests
{
    /// <summary>What waits for the actor's thread, with a loop of the test's in its place.</summary>
    public sealed class ActorQueueTests
    {
        [Test]
        public void PublishersComeBackAndBatchesEndWheneverTheQueueIsStopped() => Schedules.Hold(() => StopAtAnyTime(Real()));

        [Test]
        public void NoMoreJobsWaitThanMay() => Schedules.Hold(() =>
        {
            var queue = new ActorQueue(mostWaiting: 1);
            int refused = 0, ended = 0;
            Strand Submit(int number) => Strand.Start($"player {number}", () =>
            {
                try
                {
                    var done = queue.Add([Job()]);
                    Strand.Expect(queue.WaitingJobs <= 1, "Expected at most one job that waits.");
                    Strand.Await(done);
                    ended++;
                }
                catch (ActorUnavailableException)
                {
                    refused++;
                }
            });
            Strand[] players = [Submit(1), Submit(2), Submit(3)];
            var actor = Strand.Start("actor", () =>
            {
                while (queue.AwaitWork(busy: false))
                {
                    if (queue.TryTake(withVoice: false, out var next))
                        next.Batch.End();
                }

                queue.End();
            });
            Strand.Join(players);
            queue.Stop();
            Strand.Join(actor);
            Strand.Expect(ended >= 1 && ended + refused == 3, $"Expected three ends, but found {ended} answers and {refused} refusals.");
        });

        [Test]
        public void APublisherThatIsNotToldOfTheEndIsCaught() =>
            Schedules.Catch(() => StopAtAnyTime(Of(new DeafPublisherQueue())), "publisher at \"wait for a pulse\"");

        [Test]
        public void AQueueThatHandsOutJobsBeforeWaitingWeightsIsCaught() =>
            Schedules.Catch(() => StopAtAnyTime(Of(new PushyQueue())), "Expected no job while weights wait");

        [Test]
        public void AQueueThatGivesWeightsToABusyActorIsCaught() =>
            Schedules.Catch(() => StopAtAnyTime(Of(new ImpatientQueue())), "Expected an idle actor");

        private static void StopAtAnyTime(Subject queue)
        {
            int answered = 0, refused = 0;
            Strand Player(int number, params GenerationJob[] jobs) => Strand.Start($"player {number}", () =>
            {
                try
                {
                    var done = queue.Add(jobs);
                    Strand.Await(done);
                    Strand.Expect(!done.IsFaulted, "Expected an answer or a cancellation.");
                    answered++;
                }
                catch (ObjectDisposedException)
                {
                    refused++;
                }
            });
            var publisher = Strand.Start("publisher", () =>
            {
                queue.AddAndWait(new Publication(_ => { }, 1));
                queue.AddAndWait(new Publication(_ => { }, null));
            });
            var actor = Strand.Start("actor", () => Act(queue));
            Strand[] players = [Player(1, Job(), Job()), Player(2, Job())];
            var stopper = Strand.Start("stopper", queue.Stop);
            Strand.Join([.. players, publisher, stopper, actor]);
            Strand.Expect(answered + refused == 2, "Expected an end for each player.");
        }

        /// <summary>A job takes a step, and one is made at a time.</summary>
        private static void Act(Subject queue)
        {
            QueuedJob? making = null;
            while (queue.AwaitWork(making != null))
            {
                if (queue.TakePublication(making is null) is Publication publication)
                {
                    Strand.Expect(making is null || !publication.Writes, "Expected an idle actor for newer weights, but it makes a reply.");
                    queue.Finish(publication);
                }
                else if (making is QueuedJob made)
                {
                    made.Batch.End();
                    making = null;
                }
                else
                {
                    bool waits = queue.WaitingPublications() > 0;               // only this thread takes them away
                    if (queue.TryTake() is QueuedJob next)
                    {
                        Strand.Expect(!waits, "Expected no job while weights wait, but found one.");
                        making = next;
                    }
                }
            }

            making?.Batch.End();
            queue.End();
        }

        private static GenerationJob Job() => new([1], new SamplingOptions { MaxTokens = 1 }, seed: 0);

        private static Subject Real()
        {
            var queue = new ActorQueue();
            return new Subject(
                queue.Add, queue.AddAndWait, queue.AwaitWork, queue.TakePublication, () => queue.TryTake(false, out var next) ? next : null,
                queue.Finish, queue.Stop, queue.End, () => queue.WaitingPublications);
        }

        private static Subject Of(FaultyActorQueue queue) => new(
            queue.Add, queue.AddAndWait, queue.AwaitWork, queue.TakePublication, queue.TryTake, queue.Finish, queue.Stop, queue.End,
            () => queue.WaitingPublications);

        private sealed record Subject(
            Func<IReadOnlyList<GenerationJob>, Task> Add, Action<Publication> AddAndWait, Func<bool, bool> AwaitWork,
            Func<bool, Publication?> TakePublication, Func<QueuedJob?> TryTake, Action<Publication> Finish, Action Stop, Action End,
            Func<int> WaitingPublications);
    }
}
