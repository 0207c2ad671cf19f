using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Repartee.Conversation;
using Repartee.Training.Trainer;
using TorchSharp;

namespace Repartee.Benchmarks.Load;

/// <summary>One line of the load, taken while all talk.</summary>
internal sealed record LoadSample(double Seconds, ReplyStatistics Replies, long Updates, int WaitingForTrainer, long Dropped)
{
    public double P50Ms { get; private init; }

    public double P95Ms { get; private init; }

    public long Tensors { get; } = torch.Tensor.TotalCount;

    public double ManagedMb { get; } = Math.Round(GC.GetTotalMemory(forceFullCollection: true) / 1e6, 1);

    public double RssMb { get; } = Math.Round(Process.GetCurrentProcess().WorkingSet64 / 1e6, 1);

    public int Handles { get; } = Process.GetCurrentProcess().HandleCount;

    public int ThreadCount { get; } = Process.GetCurrentProcess().Threads.Count;

    public static LoadSample Of(TrainingSession session, TimeSpan elapsed, IReadOnlyCollection<TimeSpan> answers)
    {
        var sorted = answers.Select(time => time.TotalMilliseconds).Order().ToList();
        return new LoadSample(
            Math.Round(elapsed.TotalSeconds, 1), session.Replies, session.Progress.Update, session.WaitingConversations, session.DroppedConversations)
        {
            P50Ms = Quantile(sorted, 0.5),
            P95Ms = Quantile(sorted, 0.95),
        };
    }

    private static double Quantile(List<double> sorted, double share) =>
        sorted.Count == 0 ? 0 : Math.Round(sorted[(int)(share * (sorted.Count - 1))], 1);
}
