#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using Repartee.Internal;

namespace Repartee.Training.Report
{
    /// <summary>What the files of a run folder say. They are data from outside: what can not be read is left out and counted.</summary>
    internal sealed class RunRecord
    {
        internal const string ConfigFile = "config.json";
        internal const string MetricsFile = "metrics.jsonl";

        private const int MostJson = 1 << 20;                                   // bytes of a file that is one object
        private const int MostNotes = 100;
        private const int LongestLine = 1 << 20;                                // characters

        private readonly string folder;
        private readonly SortedDictionary<string, int> skipped = new SortedDictionary<string, int>(StringComparer.Ordinal);

        private RunRecord(string folder)
        {
            this.folder = folder;
            Name = Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar));
        }

        /// <summary>The folder's own name.</summary>
        internal string Name { get; }

        internal MetricTable Metrics { get; } = new MetricTable();

        internal ReplyChange Evaluations { get; } = new ReplyChange();

        /// <summary>Of the first and the last update: other questions each time.</summary>
        internal ReplyChange Samples { get; } = new ReplyChange();

        internal List<HealthNote> Health { get; } = new List<HealthNote>();

        /// <summary>Undefined where there is no such file; so are the other two.</summary>
        internal JsonElement Config { get; private set; }

        internal JsonElement Machine { get; private set; }

        internal JsonElement Summary { get; private set; }

        /// <summary>Lines, or whole files, that could not be read, by file.</summary>
        internal IReadOnlyDictionary<string, int> Skipped => skipped;

        internal static RunRecord Read(string folder)
        {
            var run = new RunRecord(folder);
            run.Config = run.Object(ConfigFile);
            run.Machine = run.Object("machine.json");
            run.Summary = run.Object("summary.json");
            run.EachLine(MetricsFile, run.Metrics.Add);
            run.EachLine("evaluations.jsonl", line => run.Evaluations.Add(RecordedReply.Parse(line)));
            run.EachLine("replies.jsonl", line => run.Samples.Add(RecordedReply.Parse(line)));
            run.EachLine("health.jsonl", line =>
            {
                var note = HealthNote.Parse(line);
                if (run.Health.Count < MostNotes)
                    run.Health.Add(note);
            });
            return run;
        }

        private void EachLine(string name, Action<JsonElement> take)
        {
            string file = Path.Combine(folder, name);
            if (!File.Exists(file))
                return;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!stream.CanSeek || stream.Length == 0)                          // a device has no length, and may have no end
                return;
            using var reader = new StreamReader(stream, new UTF8Encoding(false));
            var lines = new BoundedLineReader(reader, LongestLine);
            while (lines.TryRead(out string? line))
            {
                if (line is null)
                    Skip(name);
                else if (line.Trim().Length > 0)
                    Try(name, () =>
                    {
                        using var document = JsonDocument.Parse(line);
                        take(document.RootElement);
                    });
            }
        }

        private JsonElement Object(string name)
        {
            var found = default(JsonElement);
            string file = Path.Combine(folder, name);
            if (!File.Exists(file))
                return found;
            Try(name, () =>
            {
                if (new FileInfo(file).Length > MostJson)
                    throw new FormatException($"Expected at most {MostJson} bytes.");
                using var document = JsonDocument.Parse(File.ReadAllBytes(file));
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                    throw new FormatException("Expected an object.");
                found = document.RootElement.Clone();
            });
            return found;
        }

        private void Try(string name, Action read)
        {
            try
            {
                read();
            }
            catch (Exception error) when (error is JsonException || error is KeyNotFoundException || error is InvalidOperationException
                || error is FormatException)
            {
                Skip(name);
            }
        }

        private void Skip(string name) => skipped[name] = skipped.TryGetValue(name, out int count) ? count + 1 : 1;
    }
}
