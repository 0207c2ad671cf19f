using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Repartee.Benchmarks.Frozen;

/// <summary>One peer with one file: prefill of a context, then greedy decoding from there, as often as asked.</summary>
internal sealed class DecodeRun : IDisposable
{
    /// <summary>Tokens that are decoded after the context.</summary>
    public const int Steps = 64;

    private readonly IDecoderPeer peer;
    private readonly int[] prompt;
    private readonly int[] next = new int[1];

    public DecodeRun(IDecoderPeer peer, string path, FrozenShape shape, int context, int threads)
    {
        this.peer = peer;
        prompt = RandomNumbers.Tokens(context, PairVocabulary.FirstOrdinary, shape.Vocabulary, seed: 1);
        peer.Load(path, context + Steps, threads);
        Once(); // what is compiled or made at first use
    }

    public string Name => peer.Name;

    public SpeedSamples Prefill { get; } = new();

    public SpeedSamples Decode { get; } = new();

    /// <summary>What was decoded last: peers should agree on most of it.</summary>
    public int[] Reply { get; } = new int[Steps];

    /// <summary>One sample: repeats until the time is over.</summary>
    public void Sample(TimeSpan least)
    {
        MachineLoad load = MachineLoad.Begin();
        List<double> prefill = [], decode = [];
        var clock = Stopwatch.StartNew();
        do
        {
            (double first, double rest) = Once();
            prefill.Add(first);
            decode.Add(rest);
        }
        while (clock.Elapsed < least);
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
