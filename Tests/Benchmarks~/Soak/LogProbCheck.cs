using System;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Trainer;

namespace Repartee.Benchmarks.Soak;

/// <summary>
/// Follows the updates of a session. The trainer recomputes the log-probability of every token that the present weights sampled; the
/// largest difference is a metric. Tokens of older weights cannot be recomputed, so half of the soak is played without any.
/// </summary>
internal sealed class LogProbCheck
{
    /// <summary>float32 leaves less than a tenth of this between decoding and one pass.</summary>
    public const double Tolerance = 1e-3;

    private readonly object gate = new();
    private double worst;
    private double verified;
    private long tokens;
    private string? notFinite;

    public LogProbCheck(TrainingSession session) => session.UpdateCompleted += Take;

    /// <summary>Largest difference, nats.</summary>
    public double Worst
    {
        get
        {
            lock (gate)
                return worst;
        }
    }

    /// <summary>Share of the learnt tokens that were compared.</summary>
    public double VerifiedShare
    {
        get
        {
            lock (gate)
                return tokens == 0 ? 0 : verified / tokens;
        }
    }

    /// <summary>The first metric that was NaN or infinite, or null.</summary>
    public string? NotFinite
    {
        get
        {
            lock (gate)
                return notFinite;
        }
    }

    private void Take(TrainingProgress progress)
    {
        lock (gate)
        {
            worst = Math.Max(worst, progress.Metrics["policy/logprob_gap"]);
            verified += (progress.GeneratedTokens - tokens) * (1 - progress.Metrics["policy/stale_share"]);
            tokens = progress.GeneratedTokens;
            string? wrong = progress.Metrics.FirstOrDefault(m => !double.IsFinite(m.Value)).Key;
            notFinite ??= wrong is null ? null : $"{wrong} of update {progress.Update}";
        }
    }
}
