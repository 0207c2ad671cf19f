#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.Json;
using Repartee.Internal;
using Repartee.Sessions;

namespace Repartee.Training.Trainer
{
    /// <summary><c>machine.json</c>: where a run is trained, for people who compare its speed. Of the last process that did.</summary>
    internal static class RunMachine
    {
        internal static void Write(string runFolder, NativeBackendInfo backend)
        {
            using var process = Process.GetCurrentProcess();
            var machine = new SortedDictionary<string, object?>(StringComparer.Ordinal)
            {
                ["os"] = RuntimeInformation.OSDescription.Trim(),
                ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
                ["cpus"] = Environment.ProcessorCount,
                ["device"] = backend.Device,
                ["threads"] = backend.Threads,
                ["libtorch"] = backend.TorchVersion,
                ["dotnet"] = RuntimeInformation.FrameworkDescription,
                ["peakMemoryMb"] = Math.Round(process.PeakWorkingSet64 / (1024.0 * 1024.0), 1),
            };
            string text = JsonSerializer.Serialize(machine, new JsonSerializerOptions { WriteIndented = true });
            AtomicFile.WriteText(Path.Combine(runFolder, "machine.json"), text + "\n");
        }
    }
}
