#nullable enable
using System;
using System.IO;

namespace Repartee.Training.Checkpoints
{
    /// <summary>What a disk may do to a run, and what helps.</summary>
    internal static class DiskFault
    {
        /// <summary>errno of Linux and macOS where .NET puts it into <see cref="Exception.HResult"/>, and Windows' codes.</summary>
        private const int NoSpace = 28;
        private const int Quota = 122;
        private const int MacQuota = 69;
        private const int ReadOnly = 30;
        private const int WindowsDiskFull = unchecked((int)0x80070070);
        private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

        internal static bool Is(Exception error) => error is IOException || error is UnauthorizedAccessException;

        /// <summary>As one sentence that others can follow.</summary>
        internal static string Sentence(Exception error) => error.Message.TrimEnd('.', ' ') + ".";

        /// <param name="error">What went wrong.</param>
        /// <param name="folder">Where to.</param>
        internal static string Advice(Exception error, string folder) => error switch
        {
            _ when IsFull(error) => $"Free space on the disk of {folder}.",
            UnauthorizedAccessException _ => $"Make {folder} writable for this process.",
            _ when error.HResult == ReadOnly => $"Make {folder} writable for this process.",
            DirectoryNotFoundException _ => $"Put {folder} back as it was, or stop and start a new run in another folder.",
            FileNotFoundException _ => $"Put {folder} back as it was, or stop and start a new run in another folder.",
            _ => $"Look after {folder} and its disk.",
        };

        internal static bool IsFull(Exception error) =>
            error.HResult == NoSpace || error.HResult == Quota || error.HResult == MacQuota
            || error.HResult == WindowsDiskFull || error.HResult == WindowsHandleDiskFull;
    }
}
