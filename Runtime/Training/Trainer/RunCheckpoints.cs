#nullable enable
using System.IO;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Checkpoints;

namespace Repartee.Training.Trainer
{
    /// <summary>The checkpoints in a run's folder. Any thread.</summary>
    public static class RunCheckpoints
    {
        /// <summary>Finds a run's newest checkpoint: an actor's folder, or where adapters were trained an adapter's.</summary>
        /// <param name="runFolder">The run's folder (<see cref="TrainingOptions.RunFolder"/>).</param>
        /// <returns>Full path of the checkpoint; null where there is none.</returns>
        public static string? Newest(string runFolder) =>
            CheckpointNames.Candidates(Path.Combine(Path.GetFullPath(runFolder), CheckpointNames.FolderName)).FirstOrDefault();
    }
}
