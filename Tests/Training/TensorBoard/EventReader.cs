#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Google.Protobuf;
using NUnit.Framework;

namespace Repartee.Training.Tests.TensorBoard
{
    /// <summary>
    /// Reads TensorBoard's files as its own specification has them, with nothing of ours: both checksums of each record, bit by bit, and
    /// the messages through Google's reader of the wire format.
    /// </summary>
    internal static class EventReader
    {
        internal static List<ReadEvent> Read(string file)
        {
            byte[] data = File.ReadAllBytes(file);
            var events = new List<ReadEvent>();
            for (int at = 0; at < data.Length;)
            {
                int length = checked((int)BitConverter.ToUInt64(data, at));
                Assert.That(Unmasked(BitConverter.ToUInt32(data, at + 8)), Is.EqualTo(Crc(data.AsSpan(at, 8))), "checksum of the length");
                uint stored = BitConverter.ToUInt32(data, at + 12 + length);
                Assert.That(Unmasked(stored), Is.EqualTo(Crc(data.AsSpan(at + 12, length))), "checksum of the record");
                events.Add(Event(new CodedInputStream(data, at + 12, length)));
                at += 16 + length;
            }

            return events;
        }

        /// <summary>CRC-32C by its definition.</summary>
        internal static uint Crc(ReadOnlySpan<byte> data)
        {
            uint crc = uint.MaxValue;
            foreach (byte value in data)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    bool odd = ((crc ^ (uint)(value >> bit)) & 1) == 1;
                    crc = odd ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
                }
            }

            return ~crc;
        }

        private static uint Unmasked(uint masked)
        {
            uint rotated = unchecked(masked - 0xA282EAD8);
            return (rotated >> 17) | (rotated << 15);
        }

        private static ReadEvent Event(CodedInputStream input)
        {
            var read = new ReadEvent();
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                switch (WireFormat.GetTagFieldNumber(tag))
                {
                    case 1: read.WallTime = input.ReadDouble(); break;
                    case 2: read.Step = input.ReadInt64(); break;
                    case 3: read.FileVersion = input.ReadString(); break;
                    case 5: Summary(input.ReadBytes().CreateCodedInput(), read); break;
                    case 7: read.SessionStatus = Status(input.ReadBytes().CreateCodedInput()); break;
                    default: Assert.Fail($"Expected fields 1, 2, 3, 5 and 7 of Event, but found the tag {tag}."); break;
                }
            }

            return read;
        }

        private static int Status(CodedInputStream input)
        {
            Assert.That(input.ReadTag(), Is.EqualTo(WireFormat.MakeTag(1, WireFormat.WireType.Varint)));
            return input.ReadEnum();
        }

        private static void Summary(CodedInputStream input, ReadEvent read)
        {
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                Assert.That(tag, Is.EqualTo(WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited)));
                var value = input.ReadBytes().CreateCodedInput();
                Assert.That(value.ReadTag(), Is.EqualTo(WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited)));
                string name = value.ReadString();
                Assert.That(value.ReadTag(), Is.EqualTo(WireFormat.MakeTag(2, WireFormat.WireType.Fixed32)));
                read.Values.Add(name, value.ReadFloat());
                Assert.That(value.IsAtEnd, Is.True);
            }
        }
    }

    /// <summary>What a record says.</summary>
    internal sealed class ReadEvent
    {
        internal double WallTime { get; set; }

        internal long Step { get; set; }

        internal string? FileVersion { get; set; }

        /// <summary>1: a session starts.</summary>
        internal int? SessionStatus { get; set; }

        internal Dictionary<string, float> Values { get; } = new Dictionary<string, float>();
    }
}
