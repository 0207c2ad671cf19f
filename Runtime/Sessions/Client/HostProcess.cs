#nullable enable
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Repartee.Sessions.Client
{
    /// <summary>The trainer as a child process: messages over its standard streams, last words from its error stream.</summary>
    internal sealed class HostProcess : IHostChannel
    {
        private const int MostLines = 12;

        private readonly object gate = new object();
        private readonly Queue<string> lines = new Queue<string>();
        private readonly Process process;

        private HostProcess(Process process)
        {
            this.process = process;
            process.ErrorDataReceived += (_, line) => Keep(line.Data);
            process.BeginErrorReadLine();
        }

        /// <inheritdoc/>
        public Stream Output => process.StandardOutput.BaseStream;

        /// <inheritdoc/>
        public Stream Input => process.StandardInput.BaseStream;

        internal int Id => process.Id;

        /// <summary>Starts the trainer's program.</summary>
        /// <exception cref="TrainerProcessException">It is not there, or cannot be started.</exception>
        internal static HostProcess Start(TrainerProcessOptions options)
        {
            string program = HostLocation.Find(options.HostPath);
            bool isLibrary = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
            string file = isLibrary ? DotnetLocation.Find(options.DotnetPath) : program;
            using var self = Process.GetCurrentProcess();
            string parent = "--parent " + self.Id.ToString(CultureInfo.InvariantCulture);
            var start = new ProcessStartInfo(file, isLibrary ? $"\"{program}\" {parent}" : parent)
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Environment.CurrentDirectory,
            };
            try
            {
                return new HostProcess(Process.Start(start) ?? throw new InvalidOperationException("no process was made"));
            }
            catch (Exception error) when (error is Win32Exception || error is InvalidOperationException || error is IOException)
            {
                throw new TrainerProcessException(
                    $"Expected to start the trainer's process by {file}, but {error.Message}. Install the trainer host again, or set " +
                    "TrainerProcessOptions.HostPath and DotnetPath.", error);
            }
        }

        /// <inheritdoc/>
        public void Kill()
        {
            try
            {
                process.Kill();
            }
            catch (Exception error) when (error is InvalidOperationException || error is Win32Exception)
            {
                // It has ended already.
            }
        }

        /// <inheritdoc/>
        public bool WaitForExit(TimeSpan limit) => process.WaitForExit((int)Math.Min(limit.TotalMilliseconds, int.MaxValue));

        /// <inheritdoc/>
        public string LastWords()
        {
            string ending = process.WaitForExit(1000) ? $"exit code {process.ExitCode}" : "it still runs";
            lock (gate)
                return lines.Count == 0 ? $" ({ending})" : $" ({ending}; it said: {string.Join(" / ", lines.Select(line => line.Trim()))})";
        }

        /// <inheritdoc/>
        public void Dispose() => process.Dispose();

        private void Keep(string? line)
        {
            if (string.IsNullOrWhiteSpace(line))
                return;
            lock (gate)
            {
                lines.Enqueue(line!.Length > 500 ? line.Substring(0, 500) : line);
                if (lines.Count > MostLines)
                    lines.Dequeue();
            }
        }
    }
}
