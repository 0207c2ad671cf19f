#nullable enable
using System;
using System.Diagnostics;
using System.IO;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>A disk of few bytes in memory, mounted in a folder until this is disposed of. Needs Linux and the right to mount.</summary>
    internal sealed class LimitedDisk : IDisposable
    {
        private LimitedDisk(string path) => Path = path;

        internal string Path { get; }

        /// <returns>Null where there is none to be had; then why.</returns>
        internal static LimitedDisk? TryMount(long bytes, out string refusal)
        {
            string path = Directory.CreateTempSubdirectory("repartee-").FullName;
            refusal = OperatingSystem.IsLinux() ? Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "repartee", path) : "this is no Linux.";
            if (refusal.Length == 0)
                return new LimitedDisk(path);
            Directory.Delete(path);
            return null;
        }

        internal long Free => new DriveInfo(Path).AvailableFreeSpace;

        /// <summary>Nobody may write into a folder while this runs, not even root.</summary>
        internal void WhileReadOnly(string folder, Action action)
        {
            Require("mount", "--bind", folder, folder);
            try
            {
                Require("mount", "-o", "remount,bind,ro", folder);
                action();
            }
            finally
            {
                Run("umount", "-l", folder);
            }
        }

        internal void Resize(long bytes) => Require("mount", "-o", $"remount,size={bytes}", Path);

        /// <summary>Leaves this many bytes.</summary>
        internal void Fill(long free)
        {
            using var filler = File.Create(System.IO.Path.Combine(Path, "filler"));
            filler.Write(new byte[Free - free]);
        }

        internal void Empty() => File.Delete(System.IO.Path.Combine(Path, "filler"));

        public void Dispose()
        {
            Run("umount", "-l", Path);
            Directory.Delete(Path);
        }

        private static void Require(string program, params string[] arguments)
        {
            string complaint = Run(program, arguments);
            if (complaint.Length > 0)
                throw new InvalidOperationException(complaint);
        }

        /// <returns>What it complained of; nothing when all went well.</returns>
        private static string Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                string complaint = process.StandardError.ReadToEnd().Trim();
                process.WaitForExit();
                return process.ExitCode == 0 ? "" : $"{program} said \"{complaint}\".";
            }
            catch (System.ComponentModel.Win32Exception error)
            {
                return $"{program} cannot be run: {error.Message}.";
            }
        }
    }
}
