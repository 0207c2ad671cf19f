#nullable enable
using System;
using System.Collections.Generic;
using Microsoft.Extensions.Logging;
using Repartee.Sessions;
using Repartee.Training.Checkpoints;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// Writes to a run's logs that may fail without ending the run: a full disk costs their lines. Told at the first failure of a file and
    /// when it works again; all are counted. Thread-safe.
    /// </summary>
    internal sealed class ToleratedWrites
    {
        private readonly object gate = new object();
        private readonly Dictionary<string, long> failing = new Dictionary<string, long>();
        private readonly ILogger logger;
        private long failed;

        internal ToleratedWrites(ILogger logger) => this.logger = logger;

        /// <summary>Writes that failed since the run was opened.</summary>
        internal long Failed
        {
            get
            {
                lock (gate)
                    return failed;
            }
        }

        /// <param name="folder">The file's, for the advice.</param>
        /// <param name="file">Its name.</param>
        /// <param name="lost">What is lost when it fails, in words.</param>
        /// <param name="write">May throw what <see cref="DiskFault.Is"/> knows.</param>
        /// <returns>Whether it was written.</returns>
        internal bool Try(string folder, string file, string lost, Action write)
        {
            try
            {
                write();
            }
            catch (Exception error) when (DiskFault.Is(error))
            {
                if (Count(file) == 1)
                {
                    logger.LogError(
                        TrainingEvents.LogFailed, error,
                        "Expected to write to {File} in {Folder}, but {Reason} Training goes on without {Lost}; this is told once, and what " +
                        "else is lost is counted. {Advice}",
                        file, folder, DiskFault.Sentence(error), lost, DiskFault.Advice(error, folder));
                }

                return false;
            }

            long missing = Recovered(file);
            if (missing > 0)
                logger.LogWarning(TrainingEvents.LogRecovered, "{File} in {Folder} is written to again; {Count} writes are missing from it.", file, folder, missing);
            return true;
        }

        private long Count(string file)
        {
            lock (gate)
            {
                failed++;
                failing.TryGetValue(file, out long before);
                return failing[file] = before + 1;
            }
        }

        private long Recovered(string file)
        {
            lock (gate)
            {
                failing.TryGetValue(file, out long missing);
                failing.Remove(file);
                return missing;
            }
        }
    }
}
