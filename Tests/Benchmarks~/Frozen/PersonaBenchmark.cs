using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Frozen.Gguf;

namespace Repartee.Benchmarks.Frozen;

/// <summary>How much sooner the first token comes if the persona's part of the cache is kept.</summary>
internal sealed class PersonaBenchmark(FrozenOptions options, TextWriter output)
{
    private const int Persona = 200, Line = 10;

    public void Run()
    {
        foreach ((FrozenShape shape, GgufType type, string path) in options.Files())
        {
            List<Conversation> all = [.. options.Peers.Select(name => new Conversation(name, path, shape, options.Threads))];
            try
            {
                Turns.Take(all, options, conversation => conversation.Sample());
                foreach (Conversation conversation in all) Report(shape, type, conversation);
            }
            finally
            {
                foreach (Conversation conversation in all) conversation.Dispose();
            }
        }
    }

    private void Report(FrozenShape shape, GgufType type, Conversation found) => output.WriteLine(JsonSerializer.Serialize(new
    {
        peer = found.Name,
        shape = shape.Name,
        type = type.ToString(),
        persona = Persona,
        line = Line,
        threads = options.Threads,
        without_ms = Math.Round(found.Without.Best * 1000, 2),
        without_median_ms = Math.Round(found.Without.Median * 1000, 2),
        kept_ms = Math.Round(found.Kept.Best * 1000, 2),
        kept_median_ms = Math.Round(found.Kept.Median * 1000, 2),
        ratio = Math.Round(found.Without.Best / found.Kept.Best, 1),
        ratio_of_medians = Math.Round(found.Without.Median / found.Kept.Median, 1),
    }));

    private sealed class Conversation : IDisposable
    {
        private const int Times = 5;
        private readonly IDecoderPeer peer;
        private readonly int[] tokens;

        public Conversation(string name, string path, FrozenShape shape, int threads)
        {
            Name = name;
            tokens = RandomNumbers.Tokens(Persona + Line, PairVocabulary.FirstOrdinary, shape.Vocabulary, seed: 2);
            peer = DecoderPeers.Create(name);
            peer.Prepare();
            peer.Load(path, tokens.Length + 1, threads);
            peer.WarmUp();
            Answer(0);
            Answer(Persona);
        }

        public string Name { get; }

        public TimeSamples Without { get; } = new();

        public TimeSamples Kept { get; } = new();

        public void Sample()
        {
            MachineLoad load = MachineLoad.Begin();
            double[] without = [.. Enumerable.Range(0, Times).Select(_ => Answer(0))];
            double[] kept = [.. Enumerable.Range(0, Times).Select(_ => Answer(Persona))];
            bool disturbed = load.Disturbed();
            Without.Add(without, disturbed);
            Kept.Add(kept, disturbed);
        }

        public void Dispose() => peer.Dispose();

        /// <summary>Seconds from the player's line to the first token.</summary>
        private double Answer(int kept)
        {
            long begin = Stopwatch.GetTimestamp();
            peer.Keep(kept);
            peer.Append(tokens.AsSpan(kept));
            peer.Likeliest();
            return Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
    }
}
