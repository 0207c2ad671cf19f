using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Cli.Train;

/// <summary>A finished run in numbers: <c>summary.json</c>. Values of an evaluation are null without held-out rows.</summary>
internal sealed record TrainSummary
{
    public TrainSummary(TrainingSession session, Evaluation? before, Evaluation? after, ulong seed, TimeSpan elapsed)
    {
        RewardBefore = before?.Reward;
        RewardAfter = after?.Reward;
        TermsBefore = before?.Terms;
        TermsAfter = after?.Terms;
        DistinctPairsBefore = before?.DistinctPairs;
        DistinctPairsAfter = after?.DistinctPairs;
        HeldOut = after?.Rows ?? 0;
        KlFinal = session.Progress.Metrics.TryGetValue("objective/kl", out double kl) ? kl : null;
        Updates = session.Progress.Update;
        Seconds = Math.Round(elapsed.TotalSeconds, 3);
        GeneratedTokens = session.GeneratedTokens;
        Seed = seed;
        Device = session.Backend.Device;
        RunFolder = session.RunPath!;
        Checkpoint = Path.Combine(RunFolder, "checkpoints", $"step-{Updates:D6}");
    }

    /// <summary>Mean reward of the held-out rows, penalties included.</summary>
    public double? RewardBefore { get; }

    public double? RewardAfter { get; }

    public IReadOnlyDictionary<string, double>? TermsBefore { get; }

    public IReadOnlyDictionary<string, double>? TermsAfter { get; }

    public double? DistinctPairsBefore { get; }

    public double? DistinctPairsAfter { get; }

    public int HeldOut { get; }

    /// <summary>Nats a reply against the actor at the run's start; null where this process made no update.</summary>
    public double? KlFinal { get; }

    public long Updates { get; }

    /// <summary>Of this process, evaluation included; so are <see cref="GeneratedTokens"/>.</summary>
    public double Seconds { get; }

    public long GeneratedTokens { get; }

    public ulong Seed { get; }

    public string Device { get; }

    public string RunFolder { get; }

    /// <summary>The folder of what was learnt: an actor's, or an adapter's.</summary>
    public string Checkpoint { get; }

    /// <summary>The members by their names in camel case, in this order.</summary>
    public IReadOnlyDictionary<string, object> ToDictionary() => JsonSerializer.SerializeToElement(this, JsonSerializerOptions.Web)
        .EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value);
}
