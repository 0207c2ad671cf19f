#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Repartee.Sessions;

namespace Repartee.Training.TensorBoard
{
    /// <summary>
    /// <c>events.out.tfevents.SECONDS.HOST.PID.N</c>: each update's values for TensorBoard, in the folder of a run. Begun by the first
    /// update of a process; every update is on the disk when <see cref="Append"/> returns, and nothing is kept in memory or open between
    /// two. The step is the update's number: it is what a checkpoint, a resume and the other logs count, and two runs whose NPCs speak in
    /// other lengths can be laid over each other. One thread at a time.
    /// </summary>
    internal sealed class EventFile
    {
        private readonly string folder;
        private readonly TimeProvider clock;
        private readonly long? after;
        private string? path;

        /// <param name="folder">Of the run; exists by the first update.</param>
        /// <param name="clock">Names the file and dates its events.</param>
        /// <param name="after">Of a resume: the update of its checkpoint, behind which older files no longer hold. Null: a new run.</param>
        internal EventFile(string folder, TimeProvider clock, long? after)
        {
            this.folder = folder;
            this.clock = clock;
            this.after = after;
        }

        internal void Append(TrainingProgress progress)
        {
            path ??= Begin();
            using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            Write(stream, EventMessage.Scalars(clock.GetUtcNow(), progress.Update, StatNames.Of(progress)));
        }

        private static void Write(Stream stream, byte[] message)
        {
            byte[] length = LittleEndian((ulong)message.Length, 8);
            stream.Write(length, 0, length.Length);
            stream.Write(LittleEndian(Crc32C.Masked(length, length.Length), 4), 0, 4);
            stream.Write(message, 0, message.Length);
            stream.Write(LittleEndian(Crc32C.Masked(message, message.Length), 4), 0, 4);
        }

        private static byte[] LittleEndian(ulong value, int count) =>
            Enumerable.Range(0, count).Select(i => (byte)(value >> (8 * i))).ToArray();

        private string Begin()
        {
            var now = clock.GetUtcNow();
            string begin = string.Format(
                CultureInfo.InvariantCulture, "events.out.tfevents.{0}.{1}.{2}.", now.ToUnixTimeSeconds(), Host(), ProcessId());
            int number = 0;
            while (File.Exists(Path.Combine(folder, begin + number.ToString(CultureInfo.InvariantCulture))))
                number++;
            string name = Path.Combine(folder, begin + number.ToString(CultureInfo.InvariantCulture));
            using var stream = new FileStream(name, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
            Write(stream, EventMessage.Version(now));
            if (after is long update)
                Write(stream, EventMessage.SessionStart(now, update + 1));
            return name;
        }

        /// <summary>As it can stand in a file's name.</summary>
        private static string Host() => string.Concat(Environment.MachineName.Select(
            letter => letter < 128 && char.IsLetterOrDigit(letter) || letter == '-' ? letter : '_'));

        private static int ProcessId()
        {
            using var process = Process.GetCurrentProcess();
            return process.Id;
        }
    }
}
