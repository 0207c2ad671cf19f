#nullable enable
using System;
using NUnit.Framework;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Tests.Wire
{
    public sealed class ConversationFormatTests
    {
        [TestCase(null, "innkeeper", "Expected the role")]
        [TestCase(null, "system", "Expected user and assistant messages")]
        [TestCase("", "assistant", "Expected a context, but found no text")]
        [TestCase("<|user|>Hi<|end|>", "user", "Expected the assistant's reply")]
        public void ADialogueThatCanNotBeIsRefusedLikeOtherDamage(string? raw, string role, string message)
        {
            byte[] packed = Packed(raw, role, 1);
            Assert.That(() => ConversationFormat.Read(new PackReader(packed)), Throws.TypeOf<PackException>().With.Message
                .StartsWith("a dialogue can not be: " + message));
        }

        /// <summary>Once each message copied those before it.</summary>
        [Test]
        public void ManyMessagesAfterARawContextTakeNoMoreMemoryThanOthers()
        {
            byte[] raw = Packed("x", "assistant", 20_000), plain = Packed(null, "assistant", 20_000);
            Assert.That(Taken(raw), Is.LessThan(2 * Taken(plain)));
            Assert.That(ConversationFormat.Read(new PackReader(raw)).Replies[0].Context.State.Messages, Has.Count.EqualTo(20_000));
        }

        private static long Taken(byte[] packed)
        {
            ConversationFormat.Read(new PackReader(packed));
            long before = GC.GetAllocatedBytesForCurrentThread();
            ConversationFormat.Read(new PackReader(packed));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        private static byte[] Packed(string? raw, string role, int messages)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(3);
            writer.Write(new[] { 2, 5 });
            writer.Write(false);
            writer.WriteArrayHeader(1);
            writer.WriteArrayHeader(8);
            writer.Write(1);
            writer.Write(new[] { -1f });
            writer.Write(7L);
            writer.WriteArrayHeader(5);
            writer.Write(raw);
            writer.Write("");
            writer.WriteArrayHeader(2 * messages);
            for (int i = 0; i < messages; i++)
            {
                writer.Write(role);
                writer.Write("Hm.");
            }

            writer.WriteArrayHeader(0);
            writer.WriteMapHeader(0);
            writer.Write("Well.");
            writer.Write(Array.Empty<int>());
            writer.Write(false);
            writer.WriteMapHeader(0);
            return writer.ToArray();
        }
    }
}
