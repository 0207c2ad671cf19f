using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Benchmarks.Soak;

/// <summary>What is wrong with a soak; nothing, if all is well.</summary>
internal static class SoakVerdict
{
    private const double ManagedLimit = 8;                                      // MB
    private const double ResidentLimit = 64;                                    // MB

    /// <summary>The first fifth is warm-up.</summary>
    public static IReadOnlyList<string> Faults(
        IReadOnlyList<SoakSample> samples, LogProbCheck logProbs, IEnumerable<Exception> thrown, long tensorsLeft)
    {
        var faults = thrown.Select(error => $"{error.GetType().Name}: {error.Message}").Distinct().ToList();
        if (logProbs.Worst > LogProbCheck.Tolerance)
            faults.Add(
                $"Expected log-probabilities within {LogProbCheck.Tolerance} of a recomputation, but found a difference of " +
                $"{logProbs.Worst}.");
        if (logProbs.VerifiedShare < 0.3)
            faults.Add($"Expected at least 30 % of the log-probabilities to be recomputed, but found {logProbs.VerifiedShare:P0}.");
        if (logProbs.NotFinite != null)
            faults.Add($"Expected finite metrics, but {logProbs.NotFinite} is not.");
        if (tensorsLeft != 0)
            faults.Add($"Expected no tensor to outlive the session, but found {tensorsLeft}.");
        var warm = samples.Skip((samples.Count + 4) / 5).ToList();
        if (warm.Count < 2)
            return faults;
        if (warm.Any(s => s.Tensors != warm[0].Tensors))
            faults.Add(
                $"Expected {warm[0].Tensors} tensors throughout, but found {string.Join(", ", warm.Select(s => s.Tensors).Distinct())}.");
        RequireFlat("managed memory", warm.Select(s => s.ManagedMegabytes).ToList(), ManagedLimit, faults);
        RequireFlat("resident memory", warm.Select(s => s.ResidentMegabytes).ToList(), ResidentLimit, faults);
        return faults;
    }

    /// <summary>The later half's median against the earlier half's.</summary>
    private static void RequireFlat(string what, List<double> megabytes, double limit, List<string> faults)
    {
        int half = megabytes.Count / 2;
        double earlier = Median(megabytes.Take(half)), later = Median(megabytes.Skip(megabytes.Count - half));
        if (later - earlier > limit)
            faults.Add($"Expected {what} to stay within {limit} MB, but it went from {earlier} to {later} MB.");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
