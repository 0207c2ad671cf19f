using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using Repartee.Training.Trainer;

namespace Repartee.Samples.Tavern;

/// <summary>A finished run in numbers: <c>summary.json</c>.</summary>
internal sealed record RunSummary
{
    private const string ScaleText =
        "rewards: mean over the held-out replies of the weighted mean of the reward terms before penalties, 0 (worst) to 1 (best); "
        + "klFinal: nats a reply, policy against the actor at the run's start, in the last update; "
        + "distinct2: distinct word pairs / word pairs over the held-out replies, 0 to 1; "
        + "seconds and generatedTokens: of this process, evaluation included; updates: all, those before a resume included";

    public RunSummary(TrainingSession session, HeldOutReplies before, HeldOutReplies after, ulong seed, TimeSpan elapsed)
    {
        RunFolder = session.RunPath!;
        Updates = session.Progress.Update;
        GeneratedTokens = session.GeneratedTokens;
        Device = session.Backend.Device;
        Seed = seed;
        Seconds = Math.Round(elapsed.TotalSeconds, 3);
        RewardBefore = before.Reward;
        RewardAfter = after.Reward;
        TermsBefore = before.Terms;
        TermsAfter = after.Terms;
        Distinct2Before = before.Distinct2;
        Distinct2After = after.Distinct2;
        HeldOut = before.Rows.Count;
        KlFinal = LastKl(Path.Combine(RunFolder, "metrics.jsonl"));
        using var process = Process.GetCurrentProcess();
        PeakMemoryMb = Math.Round(process.PeakWorkingSet64 / (1024.0 * 1024.0), 1);
    }

    public double RewardBefore { get; }

    public double RewardAfter { get; }

    public string Scale => ScaleText;

    public int HeldOut { get; }

    public IReadOnlyDictionary<string, double> TermsBefore { get; }

    public IReadOnlyDictionary<string, double> TermsAfter { get; }

    public double Distinct2Before { get; }

    public double Distinct2After { get; }

    public double KlFinal { get; }

    public long Updates { get; }

    public double Seconds { get; }

    public long GeneratedTokens { get; }

    public double PeakMemoryMb { get; }

    public ulong Seed { get; }

    public string Device { get; }

    public string RunFolder { get; }

    /// <summary>The members by their names in camel case, in this order.</summary>
    public IReadOnlyDictionary<string, object> ToDictionary() => JsonSerializer.SerializeToElement(this, JsonSerializerOptions.Web)
        .EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value);

    /// <summary>The run's log has it even if this process only resumed a run that was done.</summary>
    private static double LastKl(string metrics)
    {
        using var line = JsonDocument.Parse(File.ReadLines(metrics).Last());
        return line.RootElement.GetProperty("objective/kl").GetDouble();
    }
}
