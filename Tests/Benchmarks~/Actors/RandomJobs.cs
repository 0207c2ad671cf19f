using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;

namespace Repartee.Benchmarks.Actors;

/// <summary>Requests with random prompts. A reply ends at its length, since no token stops it.</summary>
internal static class RandomJobs
{
    public static List<GenerationJob> Make(IReadOnlyList<RequestLength> lengths, int vocabulary, ulong seed) =>
    [
        .. lengths.Select((length, row) =>
        {
            ulong own = CounterRandom.Derive(seed, (ulong)row);
            int[] prompt = [.. Enumerable.Range(0, length.Prompt).Select(i => (int)(CounterRandom.Uniform(own, (ulong)i) * vocabulary))];
            return new GenerationJob(prompt, new SamplingOptions { MaxTokens = length.New }, own);
        }),
    ];
}
