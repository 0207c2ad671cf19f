#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Conversation;
using Repartee.Internal;
using Repartee.Sessions.Wire;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// <c>experience.msgpack</c> of a run: finished conversations, written before they are handed to the trainer, so that a process that dies
    /// loses none; what a checkpoint covers is forgotten. Thread-safe. It outlives the process, not a loss of power: nothing is flushed to
    /// the disk.
    /// </summary>
    internal sealed class ConversationJournal : IDisposable
    {
        internal const string FileName = "experience.msgpack";

        private readonly object gate = new object();
        private readonly string path;
        private readonly string runId;
        private JournalRecord last;
        private FileStream file;

        private ConversationJournal(string path, string runId, long passed)
        {
            this.path = path;
            this.runId = runId;
            var (header, records) = File.Exists(path) ? JournalFile.Read(path, runId) : (JournalRecord.None, new List<JournalRecord>());
            last = records.Count > 0 ? records[records.Count - 1] : header;
            if (last.Number < passed)
                last = new JournalRecord(passed, last.Sender, last.SenderNumber, Array.Empty<byte>());
            var kept = records.Where(record => record.Number > passed).ToList();
            Waiting = kept.Select(record => ConversationFormat.Read(new PackReader(record.Conversation))).ToList();
            file = Rewrite(kept);
        }

        /// <summary>What no checkpoint covered when the journal was opened, oldest first.</summary>
        internal IReadOnlyList<FinishedConversation> Waiting { get; }

        /// <summary>Opens a run's journal, or makes one; a torn end is cut off.</summary>
        /// <param name="folder">The run's.</param>
        /// <param name="runId">The run's.</param>
        /// <param name="passed">Conversations that its checkpoint covers.</param>
        /// <exception cref="InvalidDataException">The file is no journal of this run.</exception>
        internal static ConversationJournal Open(string folder, string runId, long passed)
        {
            string path = Path.Combine(folder, FileName);
            try
            {
                return new ConversationJournal(path, runId, passed);
            }
            catch (PackException error)
            {
                throw new InvalidDataException(
                    $"{path}: expected conversations, but {error.Message} Move it away to go on without those that no checkpoint covers.", error);
            }
        }

        /// <summary>Writes one down, unless its sender has sent it before.</summary>
        /// <returns>Whether it is new.</returns>
        internal bool Append(string sender, long senderNumber, FinishedConversation conversation)
        {
            var packed = new PackWriter();
            ConversationFormat.Write(packed, conversation);
            lock (gate)
            {
                if (last.Sender == sender && senderNumber <= last.SenderNumber)
                    return false;
                var record = new JournalRecord(last.Number + 1, sender, senderNumber, packed.ToArray());
                byte[] frame = JournalFile.Record(record);
                file.Write(frame, 0, frame.Length);
                file.Flush();
                last = new JournalRecord(record.Number, sender, senderNumber, Array.Empty<byte>());
                return true;
            }
        }

        /// <summary>A checkpoint covers those up to this number.</summary>
        internal void Forget(long passed)
        {
            lock (gate)
            {
                file.Dispose();
                file = Rewrite(JournalFile.Read(path, runId).Records.Where(record => record.Number > passed));
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (gate)
                file.Dispose();
        }

        private FileStream Rewrite(IEnumerable<JournalRecord> kept)
        {
            AtomicFile.Write(path, stream =>
            {
                var forgotten = JournalFile.Header(runId, last);
                stream.Write(forgotten, 0, forgotten.Length);
                foreach (var record in kept)
                {
                    byte[] frame = JournalFile.Record(record);
                    stream.Write(frame, 0, frame.Length);
                }
            });
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 1);
        }
    }
}
