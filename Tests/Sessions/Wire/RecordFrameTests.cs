#nullable enable
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Tests.Wire
{
    public sealed class RecordFrameTests
    {
        [Test]
        public void RecordsAreReadBackInTheirOrder()
        {
            byte[] file = RecordFrame.Write(
                new byte[] { 1, 2, 3 }).Concat(RecordFrame.Write(new byte[0])).Concat(RecordFrame.Write(new byte[] { 9 })).ToArray();
            using var reader = new BinaryReader(new MemoryStream(file));
            Assert.That(RecordFrame.Read(reader), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(RecordFrame.Read(reader), Is.Empty);
            Assert.That(RecordFrame.Read(reader), Is.EqualTo(new byte[] { 9 }));
            Assert.That(RecordFrame.Read(reader), Is.Null);
        }

        [Test]
        public void EachChangedByteAndEachTornEndIsSeen()
        {
            byte[] frame = RecordFrame.Write(new byte[] { 1, 2, 3, 4, 5 });
            for (int i = 0; i < frame.Length; i++)
            {
                byte[] changed = (byte[])frame.Clone();
                changed[i] ^= 0x41;
                using var reader = new BinaryReader(new MemoryStream(changed));
                Assert.That(RecordFrame.Read(reader), Is.Null, $"byte {i}");
                using var torn = new BinaryReader(new MemoryStream(frame, 0, i));
                Assert.That(RecordFrame.Read(torn), Is.Null, $"{i} bytes");
            }
        }
    }
}
