#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Sessions.Wire;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// The bytes of a journal: records in frames (<see cref="RecordFrame"/>). The first is the header [format, run, number, sender, its
    /// number] of what was forgotten; then [number, sender, its number, conversation].
    /// </summary>
    internal static class JournalFile
    {
        private const int Version = 1;

        /// <summary>Reads records up to the first that is torn or damaged: a process that dies leaves no other kind behind.</summary>
        /// <exception cref="InvalidDataException">There is no header, or it is of another run or format.</exception>
        internal static (JournalRecord Header, List<JournalRecord> Records) Read(string path, string runId)
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
            using var reader = new BinaryReader(stream);
            var header = ReadHeader(path, runId, RecordFrame.Read(reader));
            var records = new List<JournalRecord>();
            while (RecordFrame.Read(reader) is byte[] payload && TryRead(payload, out var record))
                records.Add(record);
            return (header, records);
        }

        internal static byte[] Header(string runId, JournalRecord forgotten)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(5);
            writer.Write(Version);
            writer.Write(runId);
            writer.Write(forgotten.Number);
            writer.Write(forgotten.Sender);
            writer.Write(forgotten.SenderNumber);
            return RecordFrame.Write(writer.ToArray());
        }

        internal static byte[] Record(JournalRecord record)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(4);
            writer.Write(record.Number);
            writer.Write(record.Sender);
            writer.Write(record.SenderNumber);
            writer.Raw(record.Conversation);
            return RecordFrame.Write(writer.ToArray());
        }

        private static JournalRecord ReadHeader(string path, string runId, byte[]? payload)
        {
            string found = "no header";
            try
            {
                if (payload != null)
                {
                    var reader = new PackReader(payload);
                    reader.Expect(5, "the header");
                    int version = reader.ReadInt32();
                    string run = reader.ReadText();
                    found = version != Version ? $"format {version}" : $"one of run {run}";
                    if (version == Version && run == runId)
                        return new JournalRecord(reader.ReadInt64(), reader.ReadText(), reader.ReadInt64(), Array.Empty<byte>());
                }
            }
            catch (PackException error)
            {
                found = $"a damaged header ({error.Message})";
            }

            throw new InvalidDataException(
                $"{path}: expected the journal of run {runId} in format {Version}, but found {found}. Move it away to go on without the " +
                "conversations that no checkpoint covers.");
        }

        private static bool TryRead(byte[] payload, out JournalRecord record)
        {
            try
            {
                var reader = new PackReader(payload);
                reader.Expect(4, "a record");
                var (number, sender, its) = (reader.ReadInt64(), reader.ReadText(), reader.ReadInt64());
                record = new JournalRecord(number, sender, its, payload.AsSpan(reader.Position).ToArray());
                return true;
            }
            catch (PackException)
            {
                record = JournalRecord.None;
                return false;
            }
        }
    }

    /// <summary>One conversation of a journal.</summary>
    internal readonly struct JournalRecord
    {
        internal JournalRecord(long number, string sender, long senderNumber, byte[] conversation)
        {
            Number = number;
            Sender = sender;
            SenderNumber = senderNumber;
            Conversation = conversation;
        }

        /// <summary>Before the first.</summary>
        internal static JournalRecord None { get; } = new JournalRecord(0, "", 0, Array.Empty<byte>());

        /// <summary>Conversations of the run up to this one.</summary>
        internal long Number { get; }

        /// <summary>Who handed it over.</summary>
        internal string Sender { get; }

        /// <summary>The sender's own number of it, growing.</summary>
        internal long SenderNumber { get; }

        /// <summary>Packed.</summary>
        internal byte[] Conversation { get; }
    }
}
