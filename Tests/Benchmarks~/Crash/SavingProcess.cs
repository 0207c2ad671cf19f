using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Repartee.Sessions.Client;

namespace Repartee.Benchmarks.Crash;

/// <summary>A process that runs <see cref="CrashChild"/>, and what it said.</summary>
internal sealed class SavingProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process process;
    private readonly List<string> said = [];
    private readonly Thread reader;

    public SavingProcess(string actor, string run)
    {
        string program = typeof(SavingProcess).Assembly.Location;
        process = Process.Start(new ProcessStartInfo(DotnetLocation.Find(null), [program, CrashChild.Verb, actor, run])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        reader = new Thread(Read);
        reader.Start();
    }

    public int Id => process.Id;

    /// <summary>Waits until so many saves began.</summary>
    public void WaitForSave(int count)
    {
        lock (said)
        {
            while (said.Count(line => line.StartsWith("begin", StringComparison.Ordinal)) < count)
            {
                if (!Monitor.Wait(said, Patience) || (process.HasExited && !reader.IsAlive))
                    throw new InvalidOperationException($"Expected {count} saves, but found {said.Count}. {process.StandardError.ReadToEnd()}");
            }
        }
    }

    /// <summary>By SIGKILL, and waits for its end.</summary>
    /// <returns>What it had begun last, what it had ended last, and whether it was inside of a save.</returns>
    public (string Begun, string Ended, bool Inside) Kill()
    {
        process.Kill();
        process.WaitForExit();
        reader.Join();
        string Last(string what) => said.FindLast(line => line.StartsWith(what, StringComparison.Ordinal))?[(what.Length + 1)..] ?? "";
        return (Last("begin"), Last("end"), said.Count > 0 && said[^1].StartsWith("begin", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
    }

    private void Read()
    {
        while (process.StandardOutput.ReadLine() is string line)
        {
            lock (said)
            {
                said.Add(line);
                Monitor.PulseAll(said);
            }
        }

        lock (said)
            Monitor.PulseAll(said);
    }
}
