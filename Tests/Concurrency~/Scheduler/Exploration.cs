using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace Repartee.Scheduling
{
    /// <summary>Runs a scenario in many schedules: first those with few changes of turn, all of them as far as a third of the number goes,
    /// then drawn ones. Stops at the first that fails.</summary>
    public sealed class Exploration
    {
        private const int MostLines = 80;

        private Exploration(int schedules, long points, TimeSpan time, string? failure, IReadOnlyList<int> choices)
        {
            Schedules = schedules;
            Points = points;
            Time = time;
            Failure = failure;
            Choices = choices;
        }

        /// <summary>How many were run.</summary>
        public int Schedules { get; }

        /// <summary>Points in all of them.</summary>
        public long Points { get; }

        /// <summary>How long that took.</summary>
        public TimeSpan Time { get; }

        /// <summary>What failed, and what led there; null where nothing did.</summary>
        public string? Failure { get; }

        /// <summary>Choices of the one that failed.</summary>
        public IReadOnlyList<int> Choices { get; }

        /// <param name="scenario">Run on a strand of its own, from the same beginning each time.</param>
        /// <param name="most">Schedules to run.</param>
        /// <param name="seed">Of the first that is drawn.</param>
        public static Exploration Of(Action scenario, int most, int seed = 1)
        {
            using var pool = new WorkerPool();
            var watch = Stopwatch.StartNew();
            var strategies = new Queue<(IStrategy Strategy, int Until)>(
                [(new FewPreemptions(1), most / 6), (new FewPreemptions(2), most / 3), (new RandomOrder(seed), most)]);
            int count = 0;
            long points = 0;
            while (strategies.TryDequeue(out var next))
            {
                while (count < next.Until && next.Strategy.Begin())
                {
                    count++;
                    var schedule = new Schedule(next.Strategy, pool, traced: false);
                    schedule.Run(scenario);
                    points += schedule.Points;
                    if (schedule.Error != null)
                        return new Exploration(count, points, watch.Elapsed, Tell(scenario, schedule.Choices, pool), schedule.Choices);
                }
            }

            return new Exploration(count, points, watch.Elapsed, null, []);
        }

        /// <summary>Runs one schedule again.</summary>
        /// <param name="scenario">The same.</param>
        /// <param name="choices">Of the schedule.</param>
        public static Exploration Again(Action scenario, IReadOnlyList<int> choices)
        {
            using var pool = new WorkerPool();
            string told = Tell(scenario, choices, pool, out bool failed);
            return new Exploration(1, 0, TimeSpan.Zero, failed ? told : null, choices);
        }

        private static string Tell(Action scenario, IReadOnlyList<int> choices, WorkerPool pool) => Tell(scenario, choices, pool, out _);

        /// <summary>The same schedule once more, with a trace.</summary>
        private static string Tell(Action scenario, IReadOnlyList<int> choices, WorkerPool pool, out bool failed)
        {
            var again = new Again(choices);
            again.Begin();
            var schedule = new Schedule(again, pool, traced: true);
            schedule.Run(scenario);
            failed = schedule.Error != null;
            var last = schedule.Trace.Skip(Math.Max(0, schedule.Trace.Count - MostLines));
            string reason = schedule.Error?.Message ?? "It did not fail again: the scenario depends on more than its schedule.";
            return $"{reason}\nThe last of {schedule.Trace.Count} steps:\n  {string.Join("\n  ", last)}\nTo run this schedule again: " +
                $"REPARTEE_SCHEDULE=\"{string.Join(' ', choices)}\" with the test's name as the filter.";
        }
    }
}
