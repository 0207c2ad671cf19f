#nullable enable
using System;
using Repartee.Conversation;
using Repartee.Training.Experience;

namespace Repartee.Training.Trainer
{
    /// <summary>Where finished conversations come in: into the journal, if the run has one, into the recording, if one is made, and into
    /// the queue. Any thread.</summary>
    internal sealed class ExperienceIntake
    {
        private readonly object gate = new object();
        private readonly ExperienceQueue queue;
        private readonly ConversationJournal? journal;
        private readonly ConversationSink? recorder;
        private readonly string self = Guid.NewGuid().ToString("N");
        private long number;

        internal ExperienceIntake(ExperienceQueue queue, ConversationJournal? journal, ConversationSink? recorder = null)
        {
            this.queue = queue;
            this.journal = journal;
            this.recorder = recorder;
        }

        /// <summary>Takes a conversation of this process.</summary>
        internal void Take(FinishedConversation conversation)
        {
            lock (gate)
                Take(self, ++number, conversation);
        }

        /// <summary>Takes a conversation that another process numbered; one that came before is let go.</summary>
        internal void Take(string sender, long senderNumber, FinishedConversation conversation)
        {
            lock (gate)
            {
                if (journal != null && !journal.Append(sender, senderNumber, conversation))
                    return;
                recorder?.Take(conversation);
                queue.Add(conversation);
            }
        }
    }
}
