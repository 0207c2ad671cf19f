#nullable enable
using Repartee.Rewards;

namespace Repartee.Conversation
{
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

        /// <summary>Update whose weights made it; 0 is the actor the run started with, and every frozen actor.</summary>
        public long PolicyVersion { get; }

        /// <summary>What reward functions get to see of it.</summary>
        internal ReplyContext Context { get; }
    }
}
