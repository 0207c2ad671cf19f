using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Frozen.Gguf;

namespace Repartee.Benchmarks.Frozen;

/// <summary>
/// Time from opening a file to the first token, and memory while replying; each time in a new process, with the file in the system's
/// cache. llama.cpp's libraries are loaded before its clock starts, while ours includes the compilation of its code at first use.
/// </summary>
internal sealed class ColdStartBenchmark(FrozenOptions options, TextWriter output)
{
    /// <summary>Tokens of the prompt before the first token.</summary>
    public const int Prompt = 16;

    /// <summary>Tokens that the cache takes.</summary>
    public const int Context = 512;

    private readonly ComparisonTable first = new("first in its process, ms", lowerIsBetter: true);
    private readonly ComparisonTable again = new("again in that process, ms", lowerIsBetter: true);
    private readonly ComparisonTable resident = new("resident beyond the bare process, MB", lowerIsBetter: true);

    public void Run()
    {
        foreach ((FrozenShape shape, GgufType type, string path) in options.Files())
        {
            using (FileStream file = File.OpenRead(path)) file.CopyTo(Stream.Null);
            Dictionary<string, List<FirstReply>> found = options.Peers.ToDictionary(peer => peer, _ => new List<FirstReply>());
            Turns.Take(options.Peers, options, peer =>
                found[peer].Add(FirstReply.InNewProcess(peer, path, Prompt, Context, options.Threads)));
            foreach ((string peer, List<FirstReply> replies) in found) Report(shape, type, path, peer, replies);
        }

        first.Write(output);
        again.Write(output);
        resident.Write(output);
    }

    private void Report(FrozenShape shape, GgufType type, string path, string peer, List<FirstReply> replies)
    {
        Measure Of(Func<FirstReply, double> value)
        {
            double[] sorted = [.. replies.Select(value).Order()];
            return new Measure(sorted[0], (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2);
        }

        Measure firstToken = Of(reply => reply.FirstToken), firstTokenAgain = Of(reply => reply.FirstTokenAgain);
        Measure grown = Of(reply => Megabytes(reply.ResidentAfter - reply.ResidentBefore));
        output.WriteLine(JsonSerializer.Serialize(new
        {
            peer,
            shape = shape.Name,
            type = type.ToString(),
            prompt = Prompt,
            context = Context,
            threads = options.Threads,
            libraries_ms = Math.Round(Of(reply => reply.Libraries).Best, 1),
            load_ms = Math.Round(Of(reply => reply.Load).Best, 1),
            first_token_ms = Math.Round(firstToken.Best, 1),
            first_token_median_ms = Math.Round(firstToken.Median, 1),
            first_token_again_ms = Math.Round(firstTokenAgain.Best, 1),
            file_mb = Math.Round(Megabytes(new FileInfo(path).Length), 1),
            float_cache_mb = Math.Round(Megabytes(shape.FloatCacheBytes(Context)), 1),
            resident_before_mb = Math.Round(Of(reply => Megabytes(reply.ResidentBefore)).Median, 1),
            resident_after_mb = Math.Round(Of(reply => Megabytes(reply.ResidentAfter)).Median, 1),
            anonymous_after_mb = Math.Round(Of(reply => Megabytes(reply.AnonymousAfter)).Median, 1),
            resident_peak_mb = Math.Round(Of(reply => Megabytes(reply.ResidentPeak)).Median, 1),
        }));
        string row = $"{shape.Name} {type}";
        first.Add(row, peer, firstToken);
        again.Add(row, peer, firstTokenAgain);
        resident.Add(row, peer, grown);
    }

    private static double Megabytes(long bytes) => bytes / 1e6;
}
