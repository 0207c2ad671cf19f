#nullable enable
using Repartee.Conversation;

namespace Repartee.Training.Actor
{
    /// <summary>A job that waits for its turn, and the batch that waits for it.</summary>
    internal readonly struct QueuedJob
    {
        internal QueuedJob(GenerationJob job, JobBatch batch)
        {
            Job = job;
            Batch = batch;
        }

        internal GenerationJob Job { get; }

        internal JobBatch Batch { get; }
    }
}
