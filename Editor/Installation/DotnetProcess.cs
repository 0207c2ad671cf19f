#nullable enable
using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Threading;

namespace Repartee.Editor.Installation
{
    /// <summary>Runs <c>dotnet</c> as a child process and hands on its lines as they come.</summary>
    public static class DotnetProcess
    {
        private const int MillisecondsToStop = 10_000;

        /// <summary>What an editor or a build sets for its own children, and what would lead a second <c>dotnet</c> astray.</summary>
        private static readonly string[] Inherited =
        {
            "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "MONO_PATH",
            "LD_LIBRARY_PATH", "DOTNET_HOST_PATH",
        };

        /// <summary>Runs it to its end. Blocks: call it from a thread that may wait.</summary>
        /// <param name="dotnet">The program, from <see cref="DotnetSdk.Find()"/>.</param>
        /// <param name="arguments">Its arguments as one line.</param>
        /// <param name="workingFolder">The folder it runs in.</param>
        /// <param name="line">Called for each line of output and errors, on threads of the pool but never twice at once.</param>
        /// <param name="stop">Ends the process.</param>
        /// <param name="stopsWithInput">It ends by itself when its input does: then it has 10 s for that before it is killed.</param>
        /// <returns>The exit code.</returns>
        /// <exception cref="InstallationException">It cannot be started.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="stop"/> was asked for.</exception>
        public static int Run(
            string dotnet, string arguments, string workingFolder, Action<string> line, CancellationToken stop,
            bool stopsWithInput = false)
        {
            stop.ThrowIfCancellationRequested();
            using Process process = new Process { StartInfo = StartInfo(dotnet, arguments, workingFolder) };
            var gate = new object();
            void OnLine(object sender, DataReceivedEventArgs received)
            {
                if (received.Data is null)
                    return;
                lock (gate)
                    line(received.Data);
            }

            process.OutputDataReceived += OnLine;
            process.ErrorDataReceived += OnLine;
            try
            {
                process.Start();
            }
            catch (Exception error) when (error is Win32Exception || error is InvalidOperationException)
            {
                throw new InstallationException(
                    $"Expected {dotnet} to start, but the system said: {error.Message} Repair or reinstall the .NET SDK.", error);
            }

            if (!stopsWithInput)
                process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            while (!process.WaitForExit(100))
            {
                if (!stop.IsCancellationRequested)
                    continue;
                if (stopsWithInput)
                    process.StandardInput.Close();
                if (!stopsWithInput || !process.WaitForExit(MillisecondsToStop))
                    KillTree(process);
                stop.ThrowIfCancellationRequested();
            }

            // Without a time this also waits for the last lines.
            process.WaitForExit();
            return process.ExitCode;
        }

        private static ProcessStartInfo StartInfo(string dotnet, string arguments, string workingFolder)
        {
            var start = new ProcessStartInfo(dotnet, arguments)
            {
                WorkingDirectory = workingFolder,
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            };
            foreach (string name in Inherited)
                start.EnvironmentVariables.Remove(name);
            start.EnvironmentVariables["DOTNET_NOLOGO"] = "1";
            start.EnvironmentVariables["DOTNET_CLI_UI_LANGUAGE"] = "en";
            // Build servers would outlive the installation and keep files of the project's Library open.
            start.EnvironmentVariables["MSBUILDDISABLENODEREUSE"] = "1";
            start.EnvironmentVariables["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
            start.EnvironmentVariables["UseSharedCompilation"] = "false";
            return start;
        }

        private static void KillTree(Process process)
        {
            try
            {
#if NETSTANDARD
                process.Kill();
#else
                process.Kill(entireProcessTree: true);
#endif
            }
            catch (Exception error) when (error is Win32Exception || error is InvalidOperationException)
            {
                // It has ended by itself.
            }
        }
    }
}
