using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Sessions.Wire;

namespace Repartee.Concurrency.Tests.Faulty
{
    /// <summary>Conversations on their way that are sent outside of the lock: late to a process that is gone, or out of order.</summary>
    internal sealed class HastyConversations
    {
        private readonly object gate = new();
        private readonly Queue<(long Number, byte[] Message)> waiting = new();
        private Func<byte[], bool>? send;
        private long number;

        internal void Add(FinishedConversation conversation)
        {
            byte[] message;
            Func<byte[], bool>? receiver;
            lock (gate)
            {
                var writer = new PackWriter();
                writer.WriteArrayHeader(2);
                writer.Write((int)MessageKind.Record);
                writer.Write(++number);
                message = writer.ToArray();
                receiver = send;
                waiting.Enqueue((number, message));
            }

            if (!conversation.Interrupted)
                receiver?.Invoke(message);
        }

        internal void Acknowledge(long safe)
        {
            lock (gate)
            {
                while (waiting.TryPeek(out var oldest) && oldest.Number <= safe)
                    waiting.Dequeue();
            }
        }

        internal void SendTo(Func<byte[], bool>? receiver)
        {
            lock (gate)
            {
                send = receiver;
                foreach (byte[] message in waiting.Select(conversation => conversation.Message))
                    send?.Invoke(message);
            }
        }
    }
}
