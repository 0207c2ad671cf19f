#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Repartee.Conversation;

namespace Repartee.Training.Actor
{
    /// <summary>Jobs that were submitted together, and others that joined for the ride.</summary>
    internal sealed class JobBatch
    {
        private readonly List<JobBatch> joined = new List<JobBatch>();

        internal JobBatch(IReadOnlyList<GenerationJob> jobs) => Jobs = jobs;

        internal IReadOnlyList<GenerationJob> Jobs { get; }

        internal TaskCompletionSource<bool> Done { get; } =
            new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        internal int Size => Jobs.Count + joined.Sum(j => j.Size);

        /// <summary>Whether this is one job, and of the same kind as the other's: both with a voice, or both without.</summary>
        internal bool IsSingleLike(JobBatch other) => Jobs.Count == 1 && Jobs[0].Voice > 0 == other.Jobs[0].Voice > 0;

        internal void Join(JobBatch other) => joined.Add(other);

        internal IEnumerable<GenerationJob> All() => Jobs.Concat(joined.SelectMany(j => j.All()));

        internal void Complete()
        {
            Done.TrySetResult(true);
            joined.ForEach(j => j.Complete());
        }

        internal void Fail(Exception error)
        {
            Done.TrySetException(error);
            joined.ForEach(j => j.Fail(error));
        }

        internal void Cancel() => Done.TrySetCanceled();
    }
}
