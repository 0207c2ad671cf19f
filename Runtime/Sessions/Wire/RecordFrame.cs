#nullable enable
using System;
using System.IO;
using System.Security.Cryptography;

namespace Repartee.Sessions.Wire
{
    /// <summary>
    /// A record of a file that grows while a game plays: its length (4 bytes, little-endian), the first 8 bytes of its SHA-256, and itself.
    /// A process that dies leaves at most the last one torn.
    /// </summary>
    internal static class RecordFrame
    {
        private const int Prefix = 12;
        private const int MostBytes = 64 << 20;                                 // of a record

        internal static byte[] Write(byte[] record)
        {
            var frame = new byte[Prefix + record.Length];
            BitConverter.TryWriteBytes(frame, record.Length);
            BitConverter.TryWriteBytes(frame.AsSpan(4), Checksum(record));
            record.CopyTo(frame, Prefix);
            return frame;
        }

        /// <summary>The next record; null at the end, and where one is torn or damaged. Takes no more memory than the file has
        /// bytes.</summary>
        internal static byte[]? Read(BinaryReader reader)
        {
            var prefix = reader.ReadBytes(Prefix);
            if (prefix.Length < Prefix)
                return null;
            int length = BitConverter.ToInt32(prefix, 0);
            if (length < 0 || length > MostBytes || length > reader.BaseStream.Length - reader.BaseStream.Position)
                return null;
            var record = reader.ReadBytes(length);
            return BitConverter.ToInt64(prefix, 4) == Checksum(record) ? record : null;
        }

        private static long Checksum(byte[] record)
        {
            using var sha = SHA256.Create();
            return BitConverter.ToInt64(sha.ComputeHash(record), 0);
        }
    }
}
