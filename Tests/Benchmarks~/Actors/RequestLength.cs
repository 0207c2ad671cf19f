using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;

namespace Repartee.Benchmarks.Actors;

/// <summary>Tokens of one request: its prompt, and the reply that is asked for.</summary>
internal readonly record struct RequestLength(int Prompt, int New)
{
    public int Total => Prompt + New;

    /// <summary>As many requests of one length.</summary>
    public static IReadOnlyList<RequestLength> Same(int count, int prompt, int reply) =>
        [.. Enumerable.Repeat(new RequestLength(prompt, reply), count)];

    /// <summary>Requests of lengths that are spread evenly over two ranges, both ends included. A function of the seed.</summary>
    public static IReadOnlyList<RequestLength> Drawn(int count, (int From, int To) prompt, (int From, int To) reply, ulong seed) =>
    [
        .. Enumerable.Range(0, count).Select(row => new RequestLength(
            Between(prompt, CounterRandom.Uniform(seed, 2 * (ulong)row)),
            Between(reply, CounterRandom.Uniform(seed, (2 * (ulong)row) + 1)))),
    ];

    private static int Between((int From, int To) range, double uniform) => range.From + (int)(uniform * (range.To - range.From + 1));
}
