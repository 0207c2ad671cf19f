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
    /// the disk. A conversation that cannot be written is learnt from all the same, and is lost only if the process dies before a checkpoint.
    /// </summary>
    internal sealed class ConversationJournal : IDisposable
    {
        internal const string FileName = "experience.msgpack";

        private readonly object gate = new object();
        private readonly string path;
        private readonly string runId;
        private readonly ToleratedWrites writes;
        private JournalRecord last;
        private FileStream? file;
        private long length;                                                    // of what was written whole

        private ConversationJournal(string path, string runId, long passed, ToleratedWrites writes)
        {
            this.path = path;
            this.runId = runId;
            this.writes = writes;
            var (header, records) = File.Exists(path) ? JournalFile.Read(path, runId) : (JournalRecord.None, new List<JournalRecord>());
            last = records.Count > 0 ? records[records.Count - 1] : header;
            var kept = Numbered(records.Where(record => record.Number > passed), passed);
            last = new JournalRecord(passed + kept.Count, last.Sender, last.SenderNumber, Array.Empty<byte>());
            Waiting = kept.Select(record => ConversationFormat.Read(new PackReader(record.Conversation))).ToList();
            Rewrite(kept);
            Open();
        }

        /// <summary>What no checkpoint covered when the journal was opened, oldest first.</summary>
        internal IReadOnlyList<FinishedConversation> Waiting { get; }

        /// <summary>Opens a run's journal, or makes one; a torn end is cut off.</summary>
        /// <param name="folder">The run's.</param>
        /// <param name="runId">The run's.</param>
        /// <param name="passed">Conversations that its checkpoint covers.</param>
        /// <param name="writes">Counts and tells the writes that fail later.</param>
        /// <exception cref="InvalidDataException">The file is no journal of this run.</exception>
        internal static ConversationJournal Open(string folder, string runId, long passed, ToleratedWrites writes)
        {
            string path = Path.Combine(folder, FileName);
            try
            {
                return new ConversationJournal(path, runId, passed, writes);
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
                Try(() => Append(JournalFile.Record(record)));
                last = new JournalRecord(record.Number, sender, senderNumber, Array.Empty<byte>());
                return true;
            }
        }

        /// <summary>A checkpoint covers those up to this number. Where the file cannot be written anew it stays as it is: numbers tell what a
        /// checkpoint covers.</summary>
        internal void Forget(long passed)
        {
            lock (gate)
            {
                Try(() =>
                {
                    var kept = JournalFile.Read(path, runId).Records.Where(record => record.Number > passed).ToList();
                    file?.Dispose();                                            // some systems replace no open file
                    file = null;
                    Rewrite(kept);
                });
                if (file is null)
                    Try(Open);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (gate)
                file?.Dispose();
        }

        /// <summary>One after the other: where one could not be written, the numbers behind it count on from what is there.</summary>
        private static List<JournalRecord> Numbered(IEnumerable<JournalRecord> records, long passed) => records
            .Select((r, i) => new JournalRecord(passed + i + 1, r.Sender, r.SenderNumber, r.Conversation)).ToList();

        private void Try(Action write) =>
            writes.Try(Path.GetDirectoryName(path)!, FileName, "conversations that would outlive the process", write);

        /// <summary>After a write that was cut short the next begins where that one did, so that nothing stands behind a torn record.</summary>
        private void Append(byte[] frame)
        {
            if (!File.Exists(path))
                throw new FileNotFoundException($"{path} is gone");             // an open file takes writes even then
            if (file is null)
                Open();
            if (file!.Length != length)
                file.SetLength(length);
            file.Position = length;
            file.Write(frame, 0, frame.Length);
            file.Flush();
            length += frame.Length;
        }

        private void Open() => file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, 1);

        private void Rewrite(IEnumerable<JournalRecord> kept)
        {
            long written = 0;
            AtomicFile.Write(path, stream =>
            {
                var forgotten = JournalFile.Header(runId, last);
                stream.Write(forgotten, 0, forgotten.Length);
                foreach (var record in kept)
                {
                    byte[] frame = JournalFile.Record(record);
                    stream.Write(frame, 0, frame.Length);
                }

                written = stream.Position;
            });
            length = written;
        }
    }
}
