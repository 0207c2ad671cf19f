#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Repartee.Training.Checkpoints
{
    /// <summary>Everything that decides a run's course, as texts by name, so that a resume under other settings is refused.</summary>
    internal sealed class RunSettings
    {
        /// <summary>Names of options that decide where and how often something is written, and nothing else.</summary>
        internal static readonly IReadOnlyList<string> Free =
            new[] { "RunFolder", "CheckpointEvery", "KeepCheckpoints", "Resume", "ReportEvery" };

        private readonly SortedDictionary<string, string> values = new SortedDictionary<string, string>(StringComparer.Ordinal);

        internal IReadOnlyDictionary<string, string> Values => values;

        /// <summary>Adds every option of a flat list but the <see cref="Free"/> ones.</summary>
        internal RunSettings WithOptions<T>(T options)
        {
            var members = JsonSerializer.SerializeToElement(options).EnumerateObject();
            foreach (var member in members.Where(member => !Free.Contains(member.Name)))
                values[member.Name] = member.Value.ToString();
            return this;
        }

        internal RunSettings With(string name, string value)
        {
            values[name] = value;
            return this;
        }

        /// <summary>Says of each setting that differs what it was and is, in the order of the names.</summary>
        internal static IReadOnlyList<string> Differences(
            IEnumerable<string> names, IReadOnlyDictionary<string, string> there, IReadOnlyDictionary<string, string> now) => names
            .Select(name => (Name: name, There: there.GetValueOrDefault(name, "missing"), Now: now.GetValueOrDefault(name, "missing")))
            .Where(setting => setting.There != setting.Now)
            .Select(setting => $"{setting.Name} is {setting.There} there and {setting.Now} now").ToList();

        /// <exception cref="InvalidOperationException">Some differ; the message names each.</exception>
        internal void RequireSame(IReadOnlyDictionary<string, string> there, string file)
        {
            var differences = Differences(values.Keys.Union(there.Keys).OrderBy(name => name, StringComparer.Ordinal), there, values);
            if (differences.Count > 0)
            {
                throw new InvalidOperationException(
                    $"Expected the settings that {file} was written with, but {string.Join("; ", differences)}. " +
                    "Resume with the old settings and data, or start a new run.");
            }
        }
    }
}
