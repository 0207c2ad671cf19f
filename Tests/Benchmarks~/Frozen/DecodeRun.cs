using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Repartee.Benchmarks.Frozen;

/// <summary>One peer with one file: prefill of a context, then greedy decoding from there, as often as asked.</summary>
internal sealed class DecodeRun : IDisposable
{
    /// <summary>Tokens that are decoded after the context.</summary>
    public const int Steps = 64;

    private const int LeastTimes = 3;
    private static readonly TimeSpan LeastSample = TimeSpan.FromMilliseconds(300);
    private readonly IDecoderPeer peer;
    private readonly int[] prompt;
    private readonly int[] next = new int[1];

    public DecodeRun(string name, string path, int[] prompt, int threads)
    {
        Name = name;
        this.prompt = prompt;
        peer = DecoderPeers.Create(name);
        peer.Prepare();
        peer.Load(path, prompt.Length + Steps, threads);
        peer.WarmUp();
        Once(); // what is compiled or made at first use
    }

    public string Name { get; }

    public TimeSamples Prefill { get; } = new();

    public TimeSamples Decode { get; } = new();

    /// <summary>What was decoded last: at one precision, peers should agree on its beginning.</summary>
    public int[] Reply { get; } = new int[Steps];

    /// <summary>One turn: several times, so that one interruption is not all there is.</summary>
    public void Sample()
    {
        MachineLoad load = MachineLoad.Begin();
        List<double> prefill = [], decode = [];
        var clock = Stopwatch.StartNew();
        while (prefill.Count < LeastTimes || clock.Elapsed < LeastSample)
        {
            (double first, double rest) = Once();
            prefill.Add(first);
            decode.Add(rest);
        }

        bool disturbed = load.Disturbed();
        Prefill.Add(prefill, disturbed);
        Decode.Add(decode, disturbed);
    }

    public void Dispose() => peer.Dispose();

    private (double Prefill, double Decode) Once()
    {
        peer.Keep(0);
        long begin = Stopwatch.GetTimestamp();
        peer.Append(prompt);
        double prefill = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Steps; i++)
        {
            Reply[i] = next[0] = peer.Likeliest();
            peer.Append(next);
        }

        return (prefill, Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }
}
