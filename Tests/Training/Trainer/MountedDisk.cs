#nullable enable
using NUnit.Framework;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>Disks for tests, which are skipped where there is none to be had.</summary>
    internal static class MountedDisk
    {
        internal static LimitedDisk OrSkip(long bytes)
        {
            var disk = LimitedDisk.TryMount(bytes, out string refusal);
            if (disk is null)
                Assert.Ignore($"Needs a disk of limited size, but {refusal} The same is proved with injected faults by CheckpointStoreTests.");
            return disk!;
        }
    }
}
