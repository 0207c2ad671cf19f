#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using MessagePack;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Training.Trainer
{
    /// <summary>Finished conversations in <c>state.msgpack</c>: those collected for an update that has not come yet.</summary>
    internal static class ConversationFormat
    {
        internal static void Write(ref MessagePackWriter writer, FinishedConversation conversation)
        {
            writer.WriteArrayHeader(3);
            WriteInts(ref writer, conversation.Tokens);
            writer.Write(conversation.Interrupted);
            writer.WriteArrayHeader(conversation.Replies.Count);
            foreach (var reply in conversation.Replies)
            {
                writer.WriteArrayHeader(8);
                writer.Write(reply.Start);
                StateFormat.WriteFloats(ref writer, reply.LogProbs);
                writer.Write(reply.PolicyVersion);
                WriteState(ref writer, reply.Context.State);
                writer.Write(reply.Context.Reply);
                WriteInts(ref writer, reply.Context.Tokens.ToArray());
                writer.Write(reply.Context.Truncated);
                writer.WriteMapHeader(reply.GameRewards.Count);
                foreach (var reward in reply.GameRewards)
                {
                    writer.Write(reward.Name);
                    writer.Write(reward.Value);
                }
            }
        }

        internal static FinishedConversation Read(ref MessagePackReader reader)
        {
            reader.ReadArrayHeader();
            var tokens = ReadInts(ref reader);
            bool interrupted = reader.ReadBoolean();
            var replies = new List<PlayedReply>();
            int count = reader.ReadArrayHeader();
            for (int i = 0; i < count; i++)
            {
                reader.ReadArrayHeader();
                int start = reader.ReadInt32();
                var logProbs = StateFormat.ReadFloats(ref reader);
                long version = reader.ReadInt64();
                var state = ReadState(ref reader);
                var context = new ReplyContext(state, reader.ReadString() ?? "", ReadInts(ref reader), reader.ReadBoolean());
                var rewards = new List<GameReward>();
                int given = reader.ReadMapHeader();
                for (int r = 0; r < given; r++)
                    rewards.Add(new GameReward(reader.ReadString() ?? "", reader.ReadDouble()));
                replies.Add(new PlayedReply(start, logProbs, version, context, rewards));
            }

            return new FinishedConversation(tokens, replies, interrupted);
        }

        private static void WriteState(ref MessagePackWriter writer, DialogueState state)
        {
            writer.WriteArrayHeader(5);
            writer.Write(state.RawContext);
            writer.Write(state.Persona);
            writer.WriteArrayHeader(2 * state.Messages.Count);
            foreach (var message in state.Messages)
            {
                writer.Write(message.Role);
                writer.Write(message.Content);
            }

            writer.WriteArrayHeader(state.Solutions.Count);
            foreach (string solution in state.Solutions)
                writer.Write(solution);
            writer.WriteMapHeader(state.Tags.Count);
            foreach (var tag in state.Tags)
            {
                writer.Write(tag.Key);
                writer.Write(tag.Value);
            }
        }

        private static DialogueState ReadState(ref MessagePackReader reader)
        {
            reader.ReadArrayHeader();
            string? raw = reader.ReadString();
            string persona = reader.ReadString() ?? "";
            var messages = new List<DialogueMessage>();
            int texts = reader.ReadArrayHeader();
            for (int i = 0; i < texts; i += 2)
                messages.Add(new DialogueMessage(reader.ReadString() ?? "", reader.ReadString() ?? ""));
            var solutions = new List<string>();
            int known = reader.ReadArrayHeader();
            for (int i = 0; i < known; i++)
                solutions.Add(reader.ReadString() ?? "");
            var tags = new Dictionary<string, string>();
            int labels = reader.ReadMapHeader();
            for (int i = 0; i < labels; i++)
                tags[reader.ReadString() ?? ""] = reader.ReadString() ?? "";
            if (raw is null)
                return new DialogueState(persona, messages, solutions, tags);
            var state = DialogueState.FromRawContext(raw, solutions, tags);
            foreach (var message in messages)
                state = state.With(message);
            return state;
        }

        private static void WriteInts(ref MessagePackWriter writer, int[] values) => writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));

        private static int[] ReadInts(ref MessagePackReader reader)
        {
            var bytes = reader.ReadBytes() ?? throw new MessagePackSerializationException("a list of tokens is missing.");
            if (bytes.Length % sizeof(int) != 0)
                throw new MessagePackSerializationException($"a list of tokens has {bytes.Length} bytes.");
            return MemoryMarshal.Cast<byte, int>(System.Buffers.BuffersExtensions.ToArray(bytes)).ToArray();
        }
    }
}
