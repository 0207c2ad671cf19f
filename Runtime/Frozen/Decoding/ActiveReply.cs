#nullable enable
using System;
using System.Threading.Tasks;
using Repartee.Conversation;

namespace Repartee.Frozen.Decoding
{
    /// <summary>A reply from its submission to its end. Only the engine's thread changes it.</summary>
    internal sealed class ActiveReply
    {
        private readonly TaskCompletionSource<GenerationOutcome> completion;

        /// <param name="job">What to answer.</param>
        /// <param name="limit">Tokens the reply may have; 0 to read the prompt and say nothing.</param>
        /// <param name="deadline">On the engine's clock; null for none.</param>
        /// <param name="inPlace">Whether what waits for the reply goes on inside the engine.</param>
        internal ActiveReply(GenerationJob job, int limit, TimeSpan? deadline, bool inPlace)
        {
            Job = job;
            Limit = limit;
            Deadline = deadline;
            completion = new TaskCompletionSource<GenerationOutcome>(
                inPlace ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        }

        internal GenerationJob Job { get; }

        internal int Limit { get; }

        internal TimeSpan? Deadline { get; }

        internal Task<GenerationOutcome> Done => completion.Task;

        /// <summary>What it has read; null until its turn comes.</summary>
        internal KeyValueCache? Cache { get; set; }

        /// <summary>Its logits in the present pass; -1 for none.</summary>
        internal int Output { get; set; } = -1;

        /// <summary>Prompt tokens not read yet.</summary>
        internal int Unread => Job.Prompt.Length - Math.Min(Cache!.Count, Job.Prompt.Length);

        internal void Complete(GenerationOutcome outcome) => completion.TrySetResult(outcome);

        internal void Fail(Exception error) => completion.TrySetException(error);
    }
}
