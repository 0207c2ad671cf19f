#nullable enable
using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Experience;

namespace Repartee.Training.Tests.Experience
{
    public sealed class ExperienceQueueTests
    {
        [Test]
        public void ConversationsComeOutInTheirOrder()
        {
            var queue = new ExperienceQueue(3);
            var conversations = Add(queue, 3);
            Assert.That(new[] { queue.Take(), queue.Take(), queue.Take() }, Is.EqualTo(conversations));
            Assert.That(queue.Dropped, Is.Zero);
        }

        [Test]
        public void AFullQueueDropsItsOldestAndCountsIt()
        {
            var queue = new ExperienceQueue(2);
            var conversations = Add(queue, 5);
            Assert.That(queue.Dropped, Is.EqualTo(3));
            Assert.That(new[] { queue.Take(), queue.Take() }, Is.EqualTo(conversations.Skip(3)));
        }

        [Test]
        public void ClosingWakesTheOneWhoWaits()
        {
            var queue = new ExperienceQueue(2);
            var taken = Task.Run(queue.Take);
            queue.Close();
            Assert.That(taken.Wait(TimeSpan.FromSeconds(30)), Is.True);
            Assert.That(taken.Result, Is.Null);
        }

        [Test]
        public void AddingWakesTheOneWhoWaits()
        {
            var queue = new ExperienceQueue(2);
            var taken = Task.Run(queue.Take);
            var conversation = Add(queue, 1)[0];
            Assert.That(taken.Wait(TimeSpan.FromSeconds(30)), Is.True);
            Assert.That(taken.Result, Is.SameAs(conversation));
        }

        [Test]
        public void AClosedQueueGivesNothingAndCountsWhatWaitedAndWhatStillComesAsDropped()
        {
            var queue = new ExperienceQueue(5);
            Add(queue, 3);
            queue.Take();
            queue.Close();
            Add(queue, 4);
            Assert.That(queue.Take(), Is.Null);
            Assert.That((queue.Dropped, queue.Delivered), Is.EqualTo((6L, 1L)));
        }

        [Test]
        public void WhatIsTakenOrWaitsIsDelivered()
        {
            var queue = new ExperienceQueue(2);
            Add(queue, 3);
            queue.Take();
            Assert.That((queue.Dropped, queue.Delivered), Is.EqualTo((1L, 2L)));
        }

        private static FinishedConversation[] Add(ExperienceQueue queue, int count)
        {
            var added = Enumerable.Range(0, count)
                .Select(_ => new FinishedConversation(new int[1], Array.Empty<PlayedReply>(), false)).ToArray();
            foreach (var conversation in added)
                queue.Add(conversation);
            return added;
        }
    }
}
