#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Conversation;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Recordings
{
    /// <summary>
    /// The records of a recording, each in its frame (<see cref="RecordFrame"/>): [0, "repartee.recording", version, tokenizer, template,
    /// actor, run, seed, temperature, Unix milliseconds] where a session begins, and [1, conversation] for each of its conversations.
    /// </summary>
    internal static class RecordingFormat
    {
        internal const int Version = 1;
        private const string Magic = "repartee.recording";
        private const int SessionKind = 0, ConversationKind = 1, SessionFields = 10;

        internal static byte[] Session(RecordedSession session)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(SessionFields);
            writer.Write(SessionKind);
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(session.Tokenizer);
            writer.Write(session.Template);
            writer.Write(session.Actor);
            writer.Write(session.RunId);
            writer.Write(session.Seed);
            writer.Write(session.Temperature);
            writer.Write(session.Began.ToUnixTimeMilliseconds());
            return RecordFrame.Write(writer.ToArray());
        }

        internal static byte[] Conversation(FinishedConversation conversation)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(2);
            writer.Write(ConversationKind);
            ConversationFormat.Write(writer, conversation);
            return RecordFrame.Write(writer.ToArray());
        }

        /// <summary>Reads one record, which is not trusted.</summary>
        /// <param name="record">Out of its frame.</param>
        /// <param name="isFirst">Whether a session must begin here.</param>
        /// <returns>One of the two.</returns>
        /// <exception cref="InvalidDataException">It is neither; the message says what it is.</exception>
        internal static (RecordedSession? Session, FinishedConversation? Conversation) Read(byte[] record, bool isFirst)
        {
            try
            {
                var reader = new PackReader(record);
                int fields = reader.ReadArrayHeader();
                int kind = reader.ReadInt32();
                if (kind == SessionKind && fields >= 3 && reader.ReadText() == Magic)
                    return (ReadSession(reader, fields), null);
                if (kind != ConversationKind || fields != 2 || isFirst)
                    throw new InvalidDataException(isFirst ? "a first record of another kind." : $"a record of kind {kind}.");
                var conversation = ConversationFormat.Read(reader);
                reader.ExpectEnd();
                Check(conversation);
                return (null, conversation);
            }
            catch (Exception error) when (error is PackException || error is ArgumentException)
            {
                throw new InvalidDataException($"a damaged record ({error.Message})", error);
            }
        }

        private static RecordedSession ReadSession(PackReader reader, int fields)
        {
            int version = reader.ReadInt32();
            if (version != Version || fields != SessionFields)
            {
                throw new InvalidDataException(
                    $"format {version} with {fields} fields, where format {Version} has {SessionFields}: another version of Repartee " +
                    "wrote it.");
            }

            var session = new RecordedSession
            {
                Tokenizer = reader.ReadText(),
                Template = reader.ReadText(),
                Actor = reader.ReadText(),
                RunId = reader.ReadString(),
                Seed = reader.ReadUInt64(),
                Temperature = reader.ReadDouble(),
                Began = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()),
            };
            reader.ExpectEnd();
            if (!(session.Temperature > 0 && session.Temperature <= 10))
                throw new InvalidDataException($"a sampling temperature of {session.Temperature}.");
            return session;
        }

        private static void Check(FinishedConversation conversation)
        {
            int free = 1;                                                       // nobody can choose the first token
            foreach (var reply in conversation.Replies)
            {
                if (reply.LogProbs.Length == 0 || reply.Start < free)
                    throw new InvalidDataException(
                        $"a reply of {reply.LogProbs.Length} tokens at {reply.Start}, where {free} is the first free one.");
                if (reply.LogProbs.Any(l => float.IsNaN(l) || float.IsInfinity(l) || l > 1e-3f))
                    throw new InvalidDataException("a log-prob that is no number of 0 or less.");
                if (reply.GameRewards.Any(r => double.IsNaN(r.Value) || double.IsInfinity(r.Value)))
                    throw new InvalidDataException("a reward that is no finite number.");
                free = reply.Start + reply.LogProbs.Length;
            }

            if (conversation.Replies.Count == 0)
                throw new InvalidDataException("a conversation without a reply.");
        }
    }
}
