#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Sessions;
using Repartee.Training.Checkpoints;

namespace Repartee.Training.Trainer
{
    /// <summary>Which checkpoints stay: the newest, and for good those of every so many updates.</summary>
    internal readonly struct KeepPolicy
    {
        private readonly int newest;
        private readonly int every;

        /// <param name="newest">1 or more.</param>
        /// <param name="every">Updates; 0: none is kept for good.</param>
        internal KeepPolicy(int newest, int every)
        {
            this.newest = newest;
            this.every = every;
        }

        internal static KeepPolicy Of(TrainingOptions options) => new KeepPolicy(options.KeepCheckpoints, options.KeepEvery);

        /// <param name="newestFirst">Folders of checkpoints.</param>
        internal IReadOnlyList<string> Surplus(IEnumerable<string> newestFirst)
        {
            int step = every;
            return newestFirst.Skip(newest).Where(folder => !IsForGood(CheckpointNames.UpdateOf(folder), step)).ToList();
        }

        private static bool IsForGood(long update, int every) => every > 0 && update > 0 && update % every == 0;
    }
}
