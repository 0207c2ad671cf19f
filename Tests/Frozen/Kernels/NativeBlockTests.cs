#nullable enable
using System;
using NUnit.Framework;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Tests.Kernels
{
    public sealed unsafe class NativeBlockTests
    {
        [TestCase(0)]
        [TestCase(1)]
        [TestCase(64)]
        [TestCase(1000)]
        [TestCase(100_003)]
        public void MemoryBeginsAtACacheLineAndIsZero(int bytes)
        {
            using var block = new NativeBlock(bytes);
            Assert.That(((long)block.Pointer % 64, block.Bytes), Is.EqualTo((0L, (long)bytes)));
            Assert.That(new Span<byte>(block.Pointer, bytes).SequenceEqual(new byte[bytes]), Is.True);
            new Span<byte>(block.Pointer, bytes).Fill(0xff);
        }

        [Test]
        public void DisposingTwiceFreesOnce()
        {
            var block = new NativeBlock(100);
            block.Dispose();
            block.Dispose();
            Assert.That(block.Pointer == null, Is.True);
        }

        [Test]
        public void TooMuchMemoryIsRefusedByItsSize() => Assert.That(
            () => new NativeBlock(1L << 60),
            Throws.InstanceOf<OutOfMemoryException>().With.Message.EqualTo(
                "Expected 1152921504606846976 bytes of free memory for a frozen actor, but the system gave none. Close other programs, " +
                "or freeze the actor as Q8_0."));
    }
}
