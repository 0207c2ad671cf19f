#nullable enable
using System;
using System.IO;
using System.Runtime.InteropServices;
using Repartee.Training.Native;

namespace Repartee.Training.Trainer
{
    /// <summary>The real disk. Files are flushed one by one; a folder's list of names is flushed on Linux, where .NET cannot.</summary>
    internal sealed class CheckpointDisk : ICheckpointDisk
    {
        /// <inheritdoc/>
        public void Write(string path, Action<string> write) => write(path);

        /// <inheritdoc/>
        public void Move(string from, string to) => Directory.Move(from, to);

        /// <inheritdoc/>
        public void Delete(string folder) => Directory.Delete(folder, recursive: true);

        /// <inheritdoc/>
        public void Flush(string folder)
        {
            foreach (string file in Directory.EnumerateFiles(folder))
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1);
                stream.Flush(flushToDisk: true);
            }

            if (NativePlatform.IsLinux)
                FlushNames(folder);
        }

        /// <summary>Some file systems refuse; then the names are as safe as they were before.</summary>
        private static void FlushNames(string folder)
        {
            const int readOnlyCloseOnExec = 0x80000;
            int descriptor = Open(folder, readOnlyCloseOnExec);
            if (descriptor < 0)
                return;
            Sync(descriptor);
            Close(descriptor);
        }

        [DllImport("libc", EntryPoint = "open")]
        private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync")]
        private static extern int Sync(int descriptor);

        [DllImport("libc", EntryPoint = "close")]
        private static extern int Close(int descriptor);
    }
}
