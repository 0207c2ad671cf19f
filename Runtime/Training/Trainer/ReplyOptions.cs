#nullable enable
using System;
using Repartee.Rewards;
using Repartee.Training.Actor;

namespace Repartee.Training.Trainer
{
    /// <summary>What a game may ask of one reply.</summary>
    public sealed record ReplyOptions
    {
        /// <summary>The session's own sampling, no deadline.</summary>
        public static ReplyOptions Default { get; } = new ReplyOptions();

        /// <summary>Sampling of this reply; null (default): the session's. A reply with another temperature, top-k or top-p is not learnt
        /// from.</summary>
        public SamplingOptions? Sampling { get; init; }

        /// <summary>Longest wait for the reply; null (default): none. When it passes, <see cref="Fallback"/> is said instead.</summary>
        public TimeSpan? Deadline { get; init; }

        /// <summary>The scripted line for a missed deadline. It enters the dialogue but is not learnt from. Null: a missed deadline throws
        /// <see cref="TimeoutException"/>.</summary>
        public string? Fallback { get; init; }

        /// <summary>Receives the reply piece by piece while it is made, on the actor's thread: hand the text over to your own
        /// thread.</summary>
        public Action<string>? OnText { get; init; }
    }

    /// <summary>What the NPC said.</summary>
    public sealed record NpcReply
    {
        internal NpcReply(ReplyContext context, FinishReason finish, int tokenCount, long policyVersion)
        {
            Context = context;
            Finish = finish;
            TokenCount = tokenCount;
            PolicyVersion = policyVersion;
        }

        /// <summary>The line, without special tokens.</summary>
        public string Text => Context.Reply;

        /// <summary>Why it ended.</summary>
        public FinishReason Finish { get; }

        /// <summary>Whether this is the scripted line because the deadline passed.</summary>
        public bool IsFallback => Finish == FinishReason.Cancelled;

        /// <summary>Tokens the actor chose, the stop token included; 0 for a fallback.</summary>
        public int TokenCount { get; }

        /// <summary>Update whose weights made it; 0 is the actor the run started with.</summary>
        public long PolicyVersion { get; }

        /// <summary>What reward functions get to see of it.</summary>
        internal ReplyContext Context { get; }
    }
}
