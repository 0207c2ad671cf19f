using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;

namespace Repartee.Benchmarks.Frozen;

/// <summary>What a process measured that loaded one file and answered once: milliseconds, and bytes that the system counts as
/// resident.</summary>
internal sealed record FirstReply
{
    /// <summary>Until native libraries were loaded; in no other time.</summary>
    public double Libraries { get; init; }

    /// <summary>From opening the file to the first token, as the first thing that the process does.</summary>
    public double FirstToken { get; init; }

    /// <summary>The part of it until the file was loaded.</summary>
    public double Load { get; init; }

    /// <summary>The same again in the same process, when all code has been compiled.</summary>
    public double FirstTokenAgain { get; init; }

    /// <summary>Before the file was opened.</summary>
    public long ResidentBefore { get; init; }

    /// <summary>After the prompt and 64 tokens of reply.</summary>
    public long ResidentAfter { get; init; }

    /// <summary>The part of that which is no file's.</summary>
    public long AnonymousAfter { get; init; }

    /// <summary>The most that there ever was, of loading too.</summary>
    public long ResidentPeak { get; init; }

    /// <summary>Measures in this process.</summary>
    public static FirstReply Measure(string peerName, string path, int[] prompt, int context, int threads)
    {
        long begin = Stopwatch.GetTimestamp();
        using IDecoderPeer peer = DecoderPeers.Create(peerName);
        peer.Prepare();
        double libraries = Since(begin);
        long before = Resident("VmRSS");
        (double load, double first) = Answer(peer, path, prompt, context, threads);
        peer.WarmUp();
        Span<int> next = stackalloc int[1];
        for (int i = 0; i < DecodeRun.Steps; i++)
        {
            next[0] = peer.Likeliest();
            peer.Append(next);
        }

        var reply = new FirstReply
        {
            Libraries = libraries,
            Load = load,
            FirstToken = first,
            ResidentBefore = before,
            ResidentAfter = Resident("VmRSS"),
            AnonymousAfter = Resident("RssAnon"),
            ResidentPeak = Resident("VmHWM"),
        };
        peer.Dispose();
        using IDecoderPeer again = DecoderPeers.Create(peerName);
        return reply with { FirstTokenAgain = Answer(again, path, prompt, context, threads).First };
    }

    /// <summary>Measures in a process of its own: this program again.</summary>
    public static FirstReply InNewProcess(string peer, string path, int prompt, int context, int threads)
    {
        string program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(FirstReply).Assembly.Location);
        foreach (string argument in (string[])["frozen", "first-reply", peer, path, $"{prompt}", $"{context}", $"{threads}"])
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        string json = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize<FirstReply>(json)!
            : throw new InvalidOperationException($"Expected {peer} to answer from {path}, but its process ended with {child.ExitCode}.");
    }

    private static (double Load, double First) Answer(IDecoderPeer peer, string path, int[] prompt, int context, int threads)
    {
        long begin = Stopwatch.GetTimestamp();
        peer.Load(path, context, threads);
        double load = Since(begin);
        peer.Append(prompt);
        peer.Likeliest();
        return (load, Since(begin));
    }

    private static double Since(long begin) => Stopwatch.GetElapsedTime(begin).TotalMilliseconds;

    /// <summary>A line of what the system says about this process, in bytes; 0 where it says nothing.</summary>
    private static long Resident(string name)
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status)) return 0;
        foreach (string line in File.ReadLines(status))
            if (line.StartsWith(name + ":", StringComparison.Ordinal))
                return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        return 0;
    }
}
