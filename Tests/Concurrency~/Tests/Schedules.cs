using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Scheduling;

namespace Repartee.Concurrency.Tests
{
    /// <summary>How many schedules a scenario is run in, and what is said about it.</summary>
    internal static class Schedules
    {
        /// <summary>Where the environment variable REPARTEE_SCHEDULES says nothing: some seconds for all tests.</summary>
        private const int Usual = 1000;

        /// <summary>The scenario holds in all schedules that are tried, or in the one of REPARTEE_SCHEDULE.</summary>
        internal static void Hold(Action scenario)
        {
            string? given = Environment.GetEnvironmentVariable("REPARTEE_SCHEDULE");
            var found = string.IsNullOrEmpty(given)
                ? Exploration.Of(scenario, Most())
                : Exploration.Again(scenario, given.Split(' ').Select(int.Parse).ToArray());
            TestContext.Out.WriteLine($"{found.Schedules} schedules, {found.Points} points, {found.Time.TotalSeconds:F2} s");
            if (found.Failure != null)
                Assert.Fail($"Schedule {found.Schedules}: {found.Failure}");
        }

        /// <summary>The usual number is enough to find what is wrong on purpose, and its schedule alone finds it again.</summary>
        /// <param name="scenario">With a faulty subject.</param>
        /// <param name="pattern">Matches a part of what is to be said.</param>
        internal static void Catch(Action scenario, string pattern)
        {
            var found = Exploration.Of(scenario, Usual);
            TestContext.Out.WriteLine($"caught by schedule {found.Schedules} after {found.Time.TotalSeconds:F2} s");
            Assert.That(found.Failure, Does.Match(pattern));
            var again = Exploration.Again(scenario, found.Choices);
            Assert.That(again.Failure, Is.EqualTo(found.Failure), "the same schedule fails in the same way");
        }

        private static int Most() => int.TryParse(Environment.GetEnvironmentVariable("REPARTEE_SCHEDULES"), out int most) ? most : Usual;
    }
}
