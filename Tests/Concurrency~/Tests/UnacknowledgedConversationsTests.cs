using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Concurrency.Tests.Faulty;
using Repartee.Conversation;
using Repartee.Scheduling;
using Repartee.Sessions.Client;
using Repartee.Sessions.Wire;

namespace Repartee.Concurrency.Tests
{
    /// <summary>Conversations on their way to a trainer's process that is lost and started again.</summary>
    public sealed class UnacknowledgedConversationsTests
    {
        [Test]
        public void NoConversationIsLostWheneverTheProcessIs() => Schedules.Hold(() =>
        {
            var conversations = new UnacknowledgedConversations(capacity: 10);
            LoseTheProcess(conversations.Add, conversations.Acknowledge, conversations.SendTo);
            Strand.Expect(conversations.Dropped == 0 && conversations.Count == 0, "Expected none dropped and none that waits.");
        });

        [Test]
        public void ConversationsThatAreSentOutsideOfTheLockAreCaught() => Schedules.Catch(
            () =>
            {
                var conversations = new HastyConversations();
                LoseTheProcess(conversations.Add, conversations.Acknowledge, conversations.SendTo);
            },
            "Expected");

        private static void LoseTheProcess(Action<FinishedConversation> add, Action<long> acknowledge, Action<Func<byte[], bool>?> sendTo)
        {
            List<long> first = [], second = [];
            long safe = 0;
            Strand Player(int number) => Strand.Start($"player {number}", () =>
            {
                add(new FinishedConversation([number, 1], [], interrupted: false));
                add(new FinishedConversation([number, 2], [], interrupted: false));
            });
            Strand[] players = [Player(1), Player(2)];
            sendTo(message => Receive(first, message));
            var reader = Strand.Start("reader", () =>
            {
                safe = first.Count > 0 ? first[0] : 0;                          // what it wrote down before it was lost
                acknowledge(safe);
            });
            sendTo(null);
            Strand.Join(reader);
            sendTo(message => Receive(second, message));
            Strand.Join(players);
            Strand.Expect(
                InOrder(first) && InOrder(second),
                $"Expected ascending numbers, but found {string.Join(", ", first)}; {string.Join(", ", second)}.");
            var all = second.Concat(first.Where(number => number <= safe)).Order().ToArray();
            Strand.Expect(all.SequenceEqual([1, 2, 3, 4]), $"Expected conversations 1 to 4 once, but found {string.Join(", ", all)}.");
            acknowledge(second[^1]);
        }

        private static bool InOrder(List<long> numbers) => numbers.SequenceEqual(numbers.Distinct().Order());

        private static bool Receive(List<long> received, byte[] message)
        {
            var reader = new PackReader(message);
            reader.ReadArrayHeader();
            reader.ReadInt32();
            received.Add(reader.ReadInt64());
            return true;
        }
    }
}
