#nullable enable
using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using Repartee.Internal;
using Repartee.Training.Checkpoints;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// A run folder is one session's: <c>run.lock</c> is open and locked as long as the session lives, and by the system's doing no longer
    /// than its process, however that ends; <c>run.holder</c> beside it says whose it is, because a locked file cannot be read. A file that
    /// was left behind locks nobody out. Network file systems that know no locks let two in.
    /// </summary>
    internal sealed class RunLock : IDisposable
    {
        internal const string FileName = "run.lock";
        internal const string HolderFile = "run.holder";

        private const int Tries = 11;
        private const int PauseMilliseconds = 100;
        private const int WouldBlock = 11;                                      // errno of Linux
        private const int MacWouldBlock = 35;
        private const int WindowsSharing = unchecked((int)0x80070020);

        private readonly FileStream held;
        private readonly string holder;

        private RunLock(FileStream held, string holder)
        {
            this.held = held;
            this.holder = holder;
        }

        /// <summary>Whether a file of a run folder is this class's, and so no sign of a run.</summary>
        internal static bool IsOwn(string path) => Path.GetFileName(path) is FileName || Path.GetFileName(path) is HolderFile;

        /// <summary>Waits a second for a holder that is just ending: a process that was killed takes a moment to let go.</summary>
        /// <exception cref="IOException">Another session holds the folder, or it cannot be written to.</exception>
        internal static RunLock Take(string folder)
        {
            for (int tries = 1; ; tries++)
            {
                try
                {
                    var held = new FileStream(
                        Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
                    var taken = new RunLock(held, Path.Combine(folder, HolderFile));
                    taken.Sign();
                    return taken;
                }
                catch (IOException error) when (IsHeld(error))
                {
                    if (tries == Tries)
                        throw Refusal(folder, error);
                    Thread.Sleep(PauseMilliseconds);
                }
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            TryWrite(() => File.Delete(holder));                                // before another may sign
            held.Dispose();
        }

        private static IOException Refusal(string folder, IOException error) => new IOException(
            $"Expected a run that no other session trains, but {folder} is held by {HolderOf(Path.Combine(folder, HolderFile))}. " +
            "Stop that session or end that process, or name another folder.",
            error);

        private static bool IsHeld(IOException error) =>
            error.HResult == WouldBlock || error.HResult == MacWouldBlock || error.HResult == WindowsSharing;

        private static string HolderOf(string holder)
        {
            string text = "";
            TryWrite(() => text = File.Exists(holder) ? File.ReadAllText(holder).Trim() : "");
            return text.Length > 0 && text.Length < 400 ? text : "another session, which did not say which process it is";
        }

        private void Sign()
        {
            using var self = Process.GetCurrentProcess();
            string now = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            string text = $"process {self.Id} ({self.ProcessName}) on {Environment.MachineName} since {now} UTC\n";
            TryWrite(() => File.Delete(holder));
            TryWrite(() => AtomicFile.WriteText(holder, text));
        }

        /// <summary>Who holds a run is only a help: without it the lock is as good.</summary>
        private static void TryWrite(Action action)
        {
            try
            {
                action();
            }
            catch (Exception error) when (DiskFault.Is(error))
            {
            }
        }
    }
}
