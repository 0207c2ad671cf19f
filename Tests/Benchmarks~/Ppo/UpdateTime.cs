using System.Collections.Generic;
using System.Linq;
using Repartee.Benchmarks.Actors;

namespace Repartee.Benchmarks.Ppo;

/// <summary>Seconds of one update, and what was in it.</summary>
/// <param name="Generation">Until every reply is there.</param>
/// <param name="Learning">Everything after: scoring, epochs, publishing.</param>
/// <param name="Lengths">The episodes.</param>
/// <param name="LogProbGap">Largest difference between a sampled token's log-prob and the trainer's own, nats.</param>
internal sealed record UpdateTime(double Generation, double Learning, IReadOnlyList<RequestLength> Lengths, double LogProbGap)
{
    public double Whole => Generation + Learning;

    public int Tokens => Lengths.Sum(length => length.Total);
}
