#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Conversation;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Client
{
    /// <summary>
    /// Finished conversations that the trainer's process has not written down yet: they go to the next one where it is lost. Bounded: beyond
    /// its capacity the oldest are dropped and counted. Thread-safe; sending is in the order of the numbers.
    /// </summary>
    internal sealed class UnacknowledgedConversations
    {
        private readonly object gate = new object();
        private readonly Queue<(long Number, byte[] Message)> waiting = new Queue<(long, byte[])>();
        private readonly int capacity;
        private Func<byte[], bool>? send;
        private long number;

        internal UnacknowledgedConversations(int capacity) => this.capacity = capacity;

        internal long Dropped { get; private set; }

        internal int Count
        {
            get
            {
                lock (gate)
                    return waiting.Count;
            }
        }

        /// <summary>Any thread.</summary>
        internal void Add(FinishedConversation conversation)
        {
            var writer = new PackWriter();
            lock (gate)
            {
                number++;
                writer.WriteArrayHeader(3);
                writer.Write((int)MessageKind.Record);
                writer.Write(number);
                ConversationFormat.Write(writer, conversation);
                byte[] message = writer.ToArray();
                if (waiting.Count == capacity)
                {
                    waiting.Dequeue();
                    Dropped++;
                }

                waiting.Enqueue((number, message));
                send?.Invoke(message);
            }
        }

        /// <summary>Those up to this number are safe.</summary>
        internal void Acknowledge(long safe)
        {
            lock (gate)
            {
                while (waiting.Count > 0 && waiting.Peek().Number <= safe)
                    waiting.Dequeue();
            }
        }

        /// <summary>Sends what waits, and from now on what comes, to a process; null for nobody.</summary>
        internal void SendTo(Func<byte[], bool>? receiver)
        {
            lock (gate)
            {
                send = receiver;
                foreach (var conversation in waiting)
                    send?.Invoke(conversation.Message);
            }
        }
    }
}
