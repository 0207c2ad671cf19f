#nullable enable
using System;
using System.IO;
using System.Linq;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>The real disk until one step, which it does by half and then says that the disk is full. After that all is well again, or
    /// nothing works any more, as if the process had been killed there.</summary>
    internal sealed class FaultyDisk : ICheckpointDisk
    {
        private const int NoSpace = 28;

        private readonly CheckpointDisk real = new CheckpointDisk();
        private readonly int faultAt;
        private readonly bool dies;
        private int steps;

        internal FaultyDisk(int faultAt, bool dies)
        {
            this.faultAt = faultAt;
            this.dies = dies;
        }

        /// <summary>Whether it came to the fault.</summary>
        internal bool Failed => steps > faultAt;

        public void Write(string path, Action<string> write) => Step(() => write(path), () =>
        {
            write(path);
            string written = File.Exists(path) ? path : Directory.GetFiles(path).OrderBy(File.GetLastWriteTimeUtc).Last();
            using var torn = new FileStream(written, FileMode.Open);
            torn.SetLength(torn.Length / 2);
        });

        public void Move(string from, string to) => Step(() => real.Move(from, to), () => { });

        public void Delete(string folder) => Step(() => real.Delete(folder), () => File.Delete(Directory.GetFiles(folder)[0]));

        public void Flush(string folder) => Step(() => real.Flush(folder), () => { });

        private void Step(Action whole, Action half)
        {
            int step = steps++;
            if (step < faultAt || (step > faultAt && !dies))
            {
                whole();
                return;
            }

            if (step == faultAt)
                half();
            throw new IOException("No space left on device", NoSpace);
        }
    }
}
