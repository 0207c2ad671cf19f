#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;

namespace Repartee.Sessions.Wire
{
    /// <summary>Finished conversations as MessagePack: in a checkpoint's <c>state.msgpack</c>, in a run's journal, and between
    /// processes.</summary>
    internal static class ConversationFormat
    {
        internal static void Write(PackWriter writer, FinishedConversation conversation)
        {
            writer.WriteArrayHeader(3);
            writer.Write(conversation.Tokens);
            writer.Write(conversation.Interrupted);
            writer.WriteArrayHeader(conversation.Replies.Count);
            foreach (var reply in conversation.Replies)
            {
                writer.WriteArrayHeader(8);
                writer.Write(reply.Start);
                writer.Write(reply.LogProbs);
                writer.Write(reply.PolicyVersion);
                WriteContext(writer, reply.Context);
                writer.WriteMapHeader(reply.GameRewards.Count);
                foreach (var reward in reply.GameRewards)
                {
                    writer.Write(reward.Name);
                    writer.Write(reward.Value);
                }
            }
        }

        internal static FinishedConversation Read(PackReader reader)
        {
            reader.Expect(3, "a conversation");
            var tokens = reader.ReadInts();
            bool interrupted = reader.ReadBoolean();
            var replies = new List<PlayedReply>();
            int count = reader.ReadArrayHeader();
            for (int i = 0; i < count; i++)
            {
                reader.Expect(8, "a reply");
                int start = reader.ReadInt32();
                var logProbs = reader.ReadFloats();
                if (start < 0 || logProbs.Length > tokens.Length - start)
                    throw new PackException($"a reply at {start} of {logProbs.Length} tokens is not in a conversation of {tokens.Length}.");
                long version = reader.ReadInt64();
                var context = ReadContext(reader);
                var rewards = new List<GameReward>();
                int given = reader.ReadMapHeader();
                for (int r = 0; r < given; r++)
                    rewards.Add(new GameReward(reader.ReadText(), reader.ReadDouble()));
                replies.Add(new PlayedReply(start, logProbs, version, context, rewards));
            }

            return new FinishedConversation(tokens, replies, interrupted);
        }

        /// <summary>Writes four values, of no list of their own.</summary>
        internal static void WriteContext(PackWriter writer, ReplyContext context)
        {
            WriteState(writer, context.State);
            writer.Write(context.Reply);
            writer.Write(context.Tokens.ToArray());
            writer.Write(context.Truncated);
        }

        /// <summary>Reads what <see cref="WriteContext"/> wrote.</summary>
        internal static ReplyContext ReadContext(PackReader reader) =>
            new ReplyContext(ReadState(reader), reader.ReadText(), reader.ReadInts(), reader.ReadBoolean());

        private static void WriteState(PackWriter writer, DialogueState state)
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

        private static DialogueState ReadState(PackReader reader)
        {
            reader.Expect(5, "a dialogue");
            string? raw = reader.ReadString();
            string persona = reader.ReadText();
            var messages = new List<DialogueMessage>();
            int texts = reader.ReadArrayHeader();
            for (int i = 0; i < texts; i += 2)
            {
                var (role, content) = (reader.ReadText(), reader.ReadText());
                messages.Add(Sound(() => new DialogueMessage(role, content)));
            }

            var solutions = new List<string>();
            int known = reader.ReadArrayHeader();
            for (int i = 0; i < known; i++)
                solutions.Add(reader.ReadText());
            var tags = new Dictionary<string, string>();
            int labels = reader.ReadMapHeader();
            for (int i = 0; i < labels; i++)
                tags[reader.ReadText()] = reader.ReadText();
            return Sound(() => raw is null
                ? new DialogueState(persona, messages, solutions, tags)
                : DialogueState.FromRawContext(raw, messages, solutions, tags));
        }

        // What a type's constructor does not take could not have been written.
        private static T Sound<T>(Func<T> make)
        {
            try
            {
                return make();
            }
            catch (ArgumentException error)
            {
                throw new PackException($"a dialogue can not be: {error.Message}", error);
            }
        }
    }
}
