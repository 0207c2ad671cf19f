using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Benchmarks.Load;

/// <summary>What is wrong with a load; nothing, if all is well.</summary>
internal static class LoadVerdict
{
    private const double MostDelay = 0.5;                                       // seconds after a deadline, on a machine that is full
    private const double LeastShare = 0.5;                                      // of the mean number of answers
    private const double MostGrowth = 64;                                       // MB of resident memory, the first fifth left out
    private const double MostManagedGrowth = 8;

    public static IReadOnlyList<string> Faults(
        IReadOnlyList<LoadSample> samples, IReadOnlyList<LoadedNpc> npcs, LoadOptions options, LoadSample end, IEnumerable<Exception> thrown)
    {
        var faults = thrown.Select(error => $"{error.GetType().Name}: {error.Message}").Distinct().ToList();
        var replies = end.Replies;
        Require(replies.Asked == npcs.Sum(npc => npc.Asked), $"each reply counted once, but {replies} and NPCs asked {npcs.Sum(npc => npc.Asked)} times");
        Require(replies.Answered == npcs.Sum(npc => npc.Answered), $"each answer counted once, but {replies} and NPCs got {npcs.Sum(npc => npc.Answered)}");
        Require(replies is { Pending: 0, GivenUp: 0 }, $"every reply answered or said by its fallback, but {replies}");
        Require(samples.All(s => s.Replies.Pending <= npcs.Count), $"at most {npcs.Count} replies on their way");
        Require(samples.All(s => s.WaitingForTrainer <= options.QueueCapacity), $"at most {options.QueueCapacity} conversations waiting");
        Require(
            replies is { Late: > 0, Refused: > 0 } || npcs.Count < 8, $"a load under which some replies are late and some refused, but {replies}");
        double delay = npcs.Max(npc => npc.WorstDelay.TotalSeconds);
        Require(delay <= MostDelay, $"fallbacks at most {MostDelay} s after their deadline, but one came after {delay:F3} s");
        double mean = npcs.Average(npc => npc.Answered), least = npcs.Min(npc => npc.Answered);
        Require(least >= LeastShare * mean, $"each NPC answered at least {LeastShare:P0} of the mean {mean:F1} times, but one was {least} times");
        var warm = samples.Skip((samples.Count + 4) / 5).ToList();
        RequireFlat("resident memory", warm.Select(s => s.RssMb).ToList(), MostGrowth);
        RequireFlat("managed memory", warm.Select(s => s.ManagedMb).ToList(), MostManagedGrowth);
        RequireFlat("handles", warm.Select(s => (double)s.Handles).ToList(), 4);
        return faults;

        void Require(bool holds, string expected)
        {
            if (!holds)
                faults.Add($"Expected {expected}.");
        }

        void RequireFlat(string what, List<double> values, double limit)
        {
            if (values.Count < 2)
                return;
            int half = values.Count / 2;
            double earlier = Median(values.Take(half)), later = Median(values.Skip(values.Count - half));
            Require(later - earlier <= limit, $"{what} to stay within {limit}, but it went from {earlier} to {later}");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
