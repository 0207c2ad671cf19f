#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Tests.Wire
{
    public sealed class FrameTests
    {
        [Test]
        public void MessagesArriveInTheirOrderWhateverTheirSize()
        {
            var stream = new MemoryStream();
            var sender = new FrameSender(stream, "test", error => Assert.Fail(error.Message));
            var messages = new[] { 1, 5, 70_000, 2, 3_000_000, 1 }.Select((size, i) => Enumerable.Repeat((byte)i, size).ToArray()).ToList();
            messages.ForEach(message => Assert.That(sender.Post(message), Is.True));
            sender.Close();
            Assert.That(sender.Join(TimeSpan.FromSeconds(30)), Is.True);
            Assert.That(sender.Post(new byte[1]), Is.False);
            var reader = new FrameReader(new MemoryStream(stream.ToArray()));
            foreach (byte[] message in messages)
                Assert.That(reader.Read(), Is.EqualTo(message));
            Assert.That(reader.Read(), Is.Null);
        }

        [TestCase(new byte[] { 0xff, 0xff, 0xff, 0xff }, "a message of 4294967295 bytes can not be (at most 67108864).")]
        [TestCase(new byte[] { 0, 0, 0, 0 }, "a message of 0 bytes can not be (at most 67108864).")]
        [TestCase(new byte[] { 1, 0 }, "the stream ended inside a message.")]
        [TestCase(new byte[] { 2, 0, 0, 0, 7 }, "the stream ended inside a message.")]
        public void WhatCannotBeAMessageIsRefused(byte[] bytes, string message) => Assert.That(
            () => new FrameReader(new MemoryStream(bytes)).Read(), Throws.TypeOf<PackException>().With.Message.EqualTo(message));

        /// <summary>A claim of 64 MiB with few bytes behind it takes memory for few.</summary>
        [Test]
        public void ALengthIsBelievedAsFarAsBytesCome()
        {
            var bytes = new byte[4 + 1000];
            bytes[3] = 4;                                                       // 64 MiB
            var asked = new CountingStream(bytes);
            Assert.That(() => new FrameReader(asked).Read(), Throws.TypeOf<PackException>());
            Assert.That(asked.LargestRead, Is.LessThanOrEqualTo(64 << 10));
        }

        [Test]
        public void AReceiverThatDoesNotReadIsNoticed()
        {
            var stuck = new StuckStream();
            var sender = new FrameSender(stuck, "test", _ => { });
            var message = new byte[TrainerProtocol.MostBytes];
            int taken = 0;
            while (sender.Post(message))
                taken++;
            Assert.That(taken, Is.InRange(2, 3));
            stuck.Release();
        }

        private sealed class CountingStream : MemoryStream
        {
            internal CountingStream(byte[] bytes)
                : base(bytes)
            {
            }

            internal int LargestRead { get; private set; }

            public override int Read(byte[] buffer, int offset, int count)
            {
                LargestRead = Math.Max(LargestRead, count);
                return base.Read(buffer, offset, count);
            }
        }

        private sealed class StuckStream : MemoryStream
        {
            private readonly ManualResetEventSlim released = new ManualResetEventSlim();

            internal void Release() => released.Set();

            public override void Write(byte[] buffer, int offset, int count) => released.Wait();
        }
    }
}
