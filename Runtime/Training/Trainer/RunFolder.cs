#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Repartee.Internal;
using Repartee.Sessions;
using Repartee.Training.Checkpoints;
using Repartee.Training.Report;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// The files of one run: <c>config.json</c>, <c>checkpoints/</c>, <c>summary.json</c>, and those of <see cref="RunLogs"/>.
    /// A folder that holds a run is never reused silently, and is this session's alone until it is disposed of. A log that cannot be written
    /// costs its lines, not the run. Trainer thread, but for <see cref="WriteSummary"/>.
    /// </summary>
    internal sealed class RunFolder : IDisposable
    {
        private const string ConfigFile = "config.json";

        private readonly StartingActor actor;
        private readonly CheckpointStore checkpoints;
        private readonly KeepPolicy keep;
        private readonly RunLock held;

        /// <param name="path">Full path.</param>
        /// <param name="held">Owned from now on.</param>
        /// <param name="actor">Writes what was learnt.</param>
        /// <param name="config">The run's.</param>
        /// <param name="options">Keeping and logging.</param>
        private RunFolder(string path, RunLock held, StartingActor actor, RunConfig config, TrainingOptions options)
        {
            Path = path;
            RunId = config.RunId;
            this.held = held;
            this.actor = actor;
            keep = KeepPolicy.Of(options);
            var logger = options.Logging.CreateLogger("Repartee.Run");
            Writes = new ToleratedWrites(logger);
            Logs = new RunLogs(path, options.Clock, Writes);
            checkpoints = new CheckpointStore(System.IO.Path.Combine(path, CheckpointNames.FolderName), config.RunId, logger);
        }

        /// <summary>Full path.</summary>
        internal string Path { get; }

        /// <summary>What the run writes down line by line.</summary>
        internal RunLogs Logs { get; }

        /// <summary>Made once at the run's start.</summary>
        internal string RunId { get; }

        /// <summary>Writes that may fail, and how many did.</summary>
        internal ToleratedWrites Writes { get; }

        /// <summary>Refuses a folder that holds anything. Writes nothing.</summary>
        /// <returns>Its full path.</returns>
        internal static string RequireNew(string path)
        {
            string full = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any(file => !RunLock.IsOwn(file)))
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
            var held = RunLock.Take(full);
            try
            {
                RequireNew(full);                                               // another session may have been quicker, and be gone again
                var config = RunConfig.Describe(options, actor);
                AtomicFile.WriteText(System.IO.Path.Combine(full, ConfigFile), config.ToJson());
                return new RunFolder(full, held, actor, config, options);
            }
            catch
            {
                held.Dispose();
                throw;
            }
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
            var held = RunLock.Take(full);
            try
            {
                return Resume(full, held, actor, options);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }

        private static (RunFolder Folder, TrainerStart Start) Resume(
            string full, RunLock held, StartingActor actor, TrainingOptions options)
        {
            string file = System.IO.Path.Combine(full, ConfigFile);
            var config = RunConfig.Parse(file);
            config.RequireSame(RunConfig.Describe(options, actor), file);
            var folder = new RunFolder(full, held, actor, config, options);
            bool begun = !options.Journal || !folder.checkpoints.IsEmpty;          // else its conversations are all there is
            var start = begun ? folder.checkpoints.LoadNewest() : TrainerStart.Fresh;
            folder.Logs.Continue(start.Counters.Updates);
            return (folder, start);
        }

        /// <returns>The checkpoint's folder.</returns>
        /// <exception cref="IOException">It could not be written; the message says why and what to do. Earlier ones are whole.</exception>
        internal string SaveCheckpoint(TrainerStart state)
        {
            RequireOurs();
            return checkpoints.Save(state, actor.Write, keep);
        }

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
                JsonSerializer.Serialize(summary, new JsonSerializerOptions(RunLogs.Line) { WriteIndented = true }) + "\n");

        /// <inheritdoc/>
        public void Dispose() => held.Dispose();

        /// <summary>Somebody may have put another run where this one was.</summary>
        private void RequireOurs()
        {
            string file = System.IO.Path.Combine(Path, ConfigFile);
            string? found = File.Exists(file) ? RunConfig.Parse(file).RunId : null;
            if (found != null && found != RunId)
            {
                throw new IOException(
                    $"Expected run {RunId} in {Path}, but found run {found}: the folder was replaced while it was trained. Nothing was " +
                    "written. Put the folder back as it was, or stop and start a new run in another folder.");
            }
        }
    }
}
