using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Training.Tests.Trainer;

namespace Repartee.Benchmarks.Crash;

/// <summary>Saves on a disk that is too small by more or less, and loads what is there then.</summary>
internal sealed class FullDiskTrial
{
    private const long DiskBytes = 32 << 20;

    private readonly string actor;

    public FullDiskTrial(string actor) => this.actor = actor;

    /// <param name="share">Of a checkpoint's size that is free.</param>
    /// <param name="again">Whether it is the same update that is saved again, or the next.</param>
    public FullDiskOutcome Try(double share, bool again)
    {
        using var disk = LimitedDisk.TryMount(DiskBytes, out string refusal)
            ?? throw new InvalidOperationException($"Expected to mount a small disk, but {refusal} Run this as root on Linux.");
        string run = Path.Combine(disk.Path, "run"), message = "", fault = "";
        long free;
        (long, long) before, next;
        using (var saved = SavedRun.Open(actor, run, keep: 1))
        {
            string first = saved.Save();
            if (!again)
                first = saved.Save();
            (before, next) = (saved.Position, saved.Next);
            free = (long)(share * Directory.GetFiles(first).Sum(file => new FileInfo(file).Length));
            disk.Fill(free);
            try
            {
                saved.Save();
                fault = "Expected a full disk, but the save succeeded.";
            }
            catch (IOException error)
            {
                message = error.Message;
            }

            var names = Directory.GetDirectories(Path.Combine(run, "checkpoints"));
            if (!names.SequenceEqual(new[] { first }))
                fault += $" Expected {first} alone, but found {string.Join(", ", names)}.";
            if (!message.Contains("No space left on device", StringComparison.Ordinal)
                || !message.EndsWith($"Free space on the disk of {run}.", StringComparison.Ordinal))
                fault += $" Expected what happened and what to do, but it says \"{message}\"";
        }

        return new FullDiskOutcome(free, message.Replace(disk.Path, "…", StringComparison.Ordinal), (fault + Loads(run, disk, before, next)).Trim());
    }

    /// <summary>With room again, what was there before, and then what failed.</summary>
    private string Loads(string run, LimitedDisk disk, (long, long) before, (long, long) next)
    {
        disk.Empty();
        using (var saved = SavedRun.Open(actor, run, keep: 1))
        {
            if (saved.Position != before)
                return $" Expected {before}, but found {saved.Position}.";
            saved.Save();
        }

        using var last = SavedRun.Open(actor, run, keep: 1);
        return last.Position == next ? "" : $" Expected {next}, but found {last.Position}.";
    }
}

/// <summary>What a save on a full disk came to.</summary>
/// <param name="FreeBytes">What was free.</param>
/// <param name="Message">What the save said.</param>
/// <param name="Fault">What is wrong; empty when all is well.</param>
internal sealed record FullDiskOutcome(long FreeBytes, string Message, string Fault);
