#nullable enable
using System;
using System.IO;

namespace Repartee.Sessions.Wire
{
    /// <summary>Takes messages off a stream that is not trusted: a length is believed as far as bytes come.</summary>
    internal sealed class FrameReader
    {
        private const int Chunk = 64 << 10;

        private readonly Stream stream;
        private readonly byte[] prefix = new byte[4];

        internal FrameReader(Stream stream) => this.stream = stream;

        /// <summary>Waits for the next message.</summary>
        /// <returns>Its bytes; null when the stream has ended between two messages.</returns>
        /// <exception cref="PackException">The length can not be, or the stream ended inside.</exception>
        internal byte[]? Read()
        {
            int got = Fill(prefix, 0, prefix.Length);
            if (got == 0)
                return null;
            if (got < prefix.Length)
                throw new PackException("the stream ended inside a message.");
            int length = prefix[0] | (prefix[1] << 8) | (prefix[2] << 16) | (prefix[3] << 24);
            if (length <= 0 || length > TrainerProtocol.MostBytes)
                throw new PackException($"a message of {(uint)length} bytes can not be (at most {TrainerProtocol.MostBytes}).");
            var bytes = new byte[Math.Min(length, Chunk)];
            for (int done = 0; done < length;)
            {
                if (done == bytes.Length)
                    Array.Resize(ref bytes, Math.Min(length, 2 * bytes.Length));
                int read = Fill(bytes, done, bytes.Length - done);
                done += read;
                if (done < bytes.Length)
                    throw new PackException("the stream ended inside a message.");
            }

            return bytes;
        }

        private int Fill(byte[] bytes, int start, int count)
        {
            int done = 0;
            while (done < count)
            {
                int read = stream.Read(bytes, start + done, count - done);
                if (read == 0)
                    break;
                done += read;
            }

            return done;
        }
    }
}
