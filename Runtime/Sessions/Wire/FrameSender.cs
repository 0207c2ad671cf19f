#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace Repartee.Sessions.Wire
{
    /// <summary>
    /// Puts messages on a stream from a thread of its own, in their order: posting never waits. What has gathered meanwhile goes out in one
    /// write. Thread-safe.
    /// </summary>
    internal sealed class FrameSender
    {
        private readonly object gate = new object();
        private readonly Stream stream;
        private readonly Action<Exception> failed;
        private readonly Thread thread;
        private List<byte[]> waiting = new List<byte[]>();
        private List<byte[]> sending = new List<byte[]>();
        private long waitingBytes;
        private bool closed;

        /// <param name="stream">Written to by this alone, and closed when all is sent after <see cref="Close"/>.</param>
        /// <param name="name">Of the thread.</param>
        /// <param name="failed">Told once, on the thread, when the stream takes no more.</param>
        internal FrameSender(Stream stream, string name, Action<Exception> failed)
        {
            this.stream = stream;
            this.failed = failed;
            thread = new Thread(Work) { IsBackground = true, Name = name };
            thread.Start();
        }

        /// <summary>Queues a message; lets it go when the sender is closed.</summary>
        /// <param name="message">Its bytes.</param>
        /// <returns>False when it was not queued: closed, or the other end reads too slowly.</returns>
        internal bool Post(byte[] message)
        {
            lock (gate)
            {
                if (closed || waitingBytes + message.Length > TrainerProtocol.MostWaiting)
                    return false;
                waiting.Add(message);
                waitingBytes += message.Length;
                Monitor.Pulse(gate);
                return true;
            }
        }

        /// <summary>Takes no more; what waits is sent, and then the stream is closed.</summary>
        internal void Close()
        {
            lock (gate)
            {
                closed = true;
                Monitor.Pulse(gate);
            }
        }

        /// <summary>Waits until everything was sent, or failed, after <see cref="Close"/>.</summary>
        internal bool Join(TimeSpan limit) => thread.Join(limit);

        private void Work()
        {
            var block = new byte[64 << 10];
            try
            {
                while (Take())
                    Send(ref block);
                stream.Dispose();
            }
            catch (Exception error) when (error is IOException || error is ObjectDisposedException || error is InvalidOperationException
                || error is UnauthorizedAccessException)
            {
                failed(error);                                                  // first: else who posts takes it for a slow reader
                Close();
            }
        }

        private bool Take()
        {
            lock (gate)
            {
                while (waiting.Count == 0 && !closed)
                    Monitor.Wait(gate);
                if (waiting.Count == 0)
                    return false;
                (waiting, sending) = (sending, waiting);
                waitingBytes = 0;
                return true;
            }
        }

        private void Send(ref byte[] block)
        {
            int length = 0;
            foreach (byte[] message in sending)
            {
                int end = length + 4 + message.Length;
                if (block.Length < end)
                    Array.Resize(ref block, Math.Max(end, 2 * block.Length));
                for (int i = 0; i < 4; i++)
                    block[length + i] = (byte)(message.Length >> (8 * i));
                message.CopyTo(block, length + 4);
                length = end;
            }

            sending.Clear();
            stream.Write(block, 0, length);
            stream.Flush();
            if (block.Length > 1 << 20)
                block = new byte[64 << 10];                                     // a large message came by: its room is given back
        }
    }
}
