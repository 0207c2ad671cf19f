using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Scheduling;
using Repartee.Sessions;
using Repartee.Sessions.Client;
using Repartee.Sessions.Wire;

namespace Repartee.Concurrency.Tests.StandIns
{
    /// <summary>A trainer's process that says what a test has it say, reads or does not, and dies.</summary>
    internal sealed class ScriptedProcess : IHostChannel
    {
        private readonly Queue<byte> said = new();
        private readonly bool reads;
        private bool over;

        internal ScriptedProcess(bool reads)
        {
            this.reads = reads;
            Output = new Pipe(this);
            Input = new Pipe(this);
        }

        public Stream Output { get; }

        public Stream Input { get; }

        public void Kill()
        {
            Strand.Yield("end the process");
            over = true;
        }

        public bool WaitForExit(TimeSpan limit) => true;

        public string LastWords() => "";

        public void Dispose()
        {
        }

        internal void Greet()
        {
            Say(MessageKind.Hello, 3, writer =>
            {
                writer.Write(TrainerProtocol.Magic);
                writer.Write(TrainerProtocol.Version);
                writer.Write("0.0.0");
            });
            var ready = new PackWriter();
            var progress = new TrainingProgress(0, 0, 0, 0, new Dictionary<string, double>());
            new ReadyMessage(new NativeBackendInfo("", "", "cpu", false, null, 0), null, "", "", 16, 0, progress).Write(ready);
            Say(ready.ToArray());
        }

        internal void Say(MessageKind kind, int count, Action<PackWriter> rest)
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(1 + count);
            writer.Write((int)kind);
            rest(writer);
            Say(writer.ToArray());
        }

        private void Say(byte[] message)
        {
            Strand.Yield("say something");
            foreach (byte part in BitConverter.GetBytes(message.Length))
                said.Enqueue(part);
            foreach (byte part in message)
                said.Enqueue(part);
        }

        private sealed class Pipe(ScriptedProcess process) : Stream
        {
            public override bool CanRead => true;

            public override bool CanSeek => false;

            public override bool CanWrite => true;

            public override long Length => throw new NotSupportedException();

            public override long Position
            {
                get => throw new NotSupportedException();
                set => throw new NotSupportedException();
            }

            public override void Flush()
            {
            }

            public override int Read(byte[] buffer, int offset, int count)
            {
                Strand.Until(() => process.said.Count > 0 || process.over);
                int read = Math.Min(count, process.said.Count);
                for (int i = 0; i < read; i++)
                    buffer[offset + i] = process.said.Dequeue();
                return read;
            }

            public override void Write(byte[] buffer, int offset, int count)
            {
                Strand.Until(() => process.reads || process.over);
                if (process.over)
                    throw new IOException("The process has ended.");
            }

            public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

            public override void SetLength(long value) => throw new NotSupportedException();
        }
    }
}
