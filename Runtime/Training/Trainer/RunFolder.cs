#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Repartee.Internal;
using Repartee.Sessions;
using Repartee.Training.Report;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// The files of one run: <c>config.json</c>, <c>checkpoints/</c>, <c>summary.json</c>, and those of <see cref="RunLogs"/>.
    /// A folder that holds a run is never reused silently. Trainer thread, but for <see cref="WriteSummary"/>.
    /// </summary>
    internal sealed class RunFolder
    {
        private const string ConfigFile = "config.json";

        private static readonly JsonSerializerOptions Line = new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };

        private readonly StartingActor actor;
        private readonly CheckpointStore checkpoints;

        private RunFolder(string path, StartingActor actor, RunConfig config, CheckpointStore checkpoints, RunLogs logs)
        {
            Path = path;
            Logs = logs;
            RunId = config.RunId;
            this.actor = actor;
            this.checkpoints = checkpoints;
        }

        /// <summary>Full path.</summary>
        internal string Path { get; }

        /// <summary>What the run writes down line by line.</summary>
        internal RunLogs Logs { get; }

        /// <summary>Made once at the run's start.</summary>
        internal string RunId { get; }

        /// <summary>Refuses a folder that holds anything. Writes nothing.</summary>
        /// <returns>Its full path.</returns>
        internal static string RequireNew(string path)
        {
            string full = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
            {
                throw new IOException(
                    $"Expected a new or empty run folder, but {full} already holds files. Resume that run, or name another folder.");
            }

            return full;
        }

        /// <summary>Makes the folder of a new run.</summary>
        internal static RunFolder Create(string path, StartingActor actor, TrainingOptions options)
        {
            string full = RequireNew(path);
            Directory.CreateDirectory(full);
            var config = RunConfig.Describe(options, actor);
            AtomicFile.WriteText(System.IO.Path.Combine(full, ConfigFile), config.ToJson());
            return new RunFolder(full, actor, config, Store(full, config), RunLogs.Begin(full, options.Clock));
        }

        /// <summary>Opens a run's folder and its newest checkpoint; later lines of its logs are cut off.</summary>
        internal static (RunFolder Folder, TrainerStart Start) Resume(string path, StartingActor actor, TrainingOptions options)
        {
            string full = System.IO.Path.GetFullPath(path);
            string file = System.IO.Path.Combine(full, ConfigFile);
            if (!File.Exists(file))
                throw new FileNotFoundException(
                    $"Expected a run to resume, but {full} holds no {ConfigFile}. Start it without resuming, or name another folder.",
                    file);
            var config = RunConfig.Parse(file);
            config.RequireSame(RunConfig.Describe(options, actor), file);
            var checkpoints = Store(full, config);
            bool begun = !options.Journal || !checkpoints.IsEmpty;                 // else its conversations are all there is
            var start = begun ? checkpoints.LoadNewest() : TrainerStart.Fresh;
            var logs = RunLogs.Continue(full, options.Clock, start.Counters.Updates);
            return (new RunFolder(full, actor, config, checkpoints, logs), start);
        }

        /// <returns>The checkpoint's folder.</returns>
        internal string SaveCheckpoint(TrainerStart state, int keep) => checkpoints.Save(state, actor.Write, keep);

        /// <summary>Writes down on what machine the run goes on.</summary>
        internal void Describe(NativeBackendInfo backend) => RunMachine.Write(Path, backend);

        /// <summary>Writes <c>report.html</c>, once nobody writes into the folder any more. A report that can not be written is a warning:
        /// what was learnt is safe. Any thread.</summary>
        internal void Close(NativeBackendInfo backend, ILogger logger)
        {
            try
            {
                Describe(backend);
                RunReport.Write(Path);
            }
            catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
            {
                logger.LogWarning(TrainingEvents.ReportNotWritten, "The report of the run could not be written: {Reason}", error.Message);
            }
        }

        /// <summary>Replaces <c>summary.json</c>.</summary>
        internal void WriteSummary(IReadOnlyDictionary<string, object> summary) =>
            AtomicFile.WriteText(
                System.IO.Path.Combine(Path, "summary.json"),
                JsonSerializer.Serialize(summary, new JsonSerializerOptions(Line) { WriteIndented = true }) + "\n");

        private static CheckpointStore Store(string path, RunConfig config) =>
            new CheckpointStore(System.IO.Path.Combine(path, RunCheckpoints.FolderName), config.RunId);
    }
}
