#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Repartee.Sessions.Client;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Tests.Client
{
    /// <summary>A trainer's process that a test plays: what it says is what the test writes.</summary>
    internal sealed class FakeHost : IHostChannel
    {
        private readonly BlockingStream output = new BlockingStream();
        private readonly BlockingStream input = new BlockingStream();

        public Stream Output => output;

        public Stream Input => input;

        internal bool Killed { get; private set; }

        internal bool Disposed { get; private set; }

        /// <summary>Messages the client has sent.</summary>
        internal FrameReader Heard => new FrameReader(input);

        internal void SayRaw(params byte[] bytes) => output.Add(bytes);

        internal void Say(Action<PackWriter> write)
        {
            var writer = new PackWriter();
            write(writer);
            byte[] message = writer.ToArray();
            output.Add(BitConverter.GetBytes(message.Length));
            output.Add(message);
        }

        internal void SayHello(string magic = TrainerProtocol.Magic, int version = TrainerProtocol.Version) => Say(writer =>
        {
            writer.WriteArrayHeader(5);
            writer.Write((int)MessageKind.Hello);
            writer.Write(magic);
            writer.Write(version);
            writer.Write("9.9.9");
            writer.Write(1);
        });

        internal void SayReady(string encoderFolder) => Say(new ReadyMessage(
            new NativeBackendInfo("package", "there", "cpu", false, "2.10.0", 1), null, encoderFolder, "repartee", 160, 0,
            new TrainingProgress(0, 0, 0, 0, new Dictionary<string, double>())).Write);

        internal void End() => output.End();

        public void Kill()
        {
            Killed = true;
            output.End();
        }

        public bool WaitForExit(TimeSpan limit) => true;

        public string LastWords() => " (exit code 9; it said: oh no)";

        public void Dispose() => Disposed = true;

        private sealed class BlockingStream : Stream
        {
            private readonly object gate = new object();
            private readonly Queue<byte> bytes = new Queue<byte>();
            private bool ended;

            public override bool CanRead => true;

            public override bool CanSeek => false;

            public override bool CanWrite => true;

            public override long Length => throw new NotSupportedException();

            public override long Position
            {
                get => throw new NotSupportedException();
                set => throw new NotSupportedException();
            }

            public override int Read(byte[] buffer, int offset, int count)
            {
                lock (gate)
                {
                    while (bytes.Count == 0 && !ended)
                        Monitor.Wait(gate);
                    int read = Math.Min(count, bytes.Count);
                    for (int i = 0; i < read; i++)
                        buffer[offset + i] = bytes.Dequeue();
                    return read;
                }
            }

            public override void Write(byte[] buffer, int offset, int count) => Add(buffer.AsSpan(offset, count).ToArray());

            public override void Flush()
            {
            }

            public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

            public override void SetLength(long value) => throw new NotSupportedException();

            internal void Add(byte[] added)
            {
                lock (gate)
                {
                    foreach (byte value in added)
                        bytes.Enqueue(value);
                    Monitor.PulseAll(gate);
                }
            }

            internal void End()
            {
                lock (gate)
                {
                    ended = true;
                    Monitor.PulseAll(gate);
                }
            }
        }
    }
}
