using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;

namespace Repartee.Player.Tests.Players
{
    /// <summary>What a program did: its exit code, and what it printed.</summary>
    internal sealed record ConsoleRun(int ExitCode, string Output)
    {
        /// <summary>Runs a program to its end, or ends it, and its children, when its time is over.</summary>
        /// <exception cref="TimeoutException">It took longer; the message has what it printed.</exception>
        public static ConsoleRun Of(string program, IEnumerable<string> arguments, TimeSpan most)
        {
            var start = new ProcessStartInfo(program)
            {
                WorkingDirectory = Path.GetTempPath(),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (string argument in arguments)
                start.ArgumentList.Add(argument);
            // A build inside of a test run must not take that run for its own.
            foreach (string name in start.Environment.Keys.ToArray())
                if (name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase))
                    start.Environment.Remove(name);
            var printed = new StringBuilder();
            using Process process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) => Append(printed, line.Data);
            process.ErrorDataReceived += (_, line) => Append(printed, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(most))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"Expected {program} to end within {most}, but it did not. It printed: {Text(printed)}");
            }

            process.WaitForExit();
            return new ConsoleRun(process.ExitCode, Text(printed));
        }

        private static void Append(StringBuilder printed, string? line)
        {
            lock (printed)
                printed.AppendLine(line);
        }

        private static string Text(StringBuilder printed)
        {
            lock (printed)
                return printed.ToString();
        }
    }
}
