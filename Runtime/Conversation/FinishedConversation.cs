#nullable enable
using System.Collections.Generic;
using Repartee.Rewards;

namespace Repartee.Conversation
{
    /// <summary>A reply as it was played, before any scoring.</summary>
    internal sealed class PlayedReply
    {
        internal PlayedReply(int start, float[] logProbs, long policyVersion, ReplyContext context, IReadOnlyList<GameReward> gameRewards)
        {
            Start = start;
            LogProbs = logProbs;
            PolicyVersion = policyVersion;
            Context = context;
            GameRewards = gameRewards;
        }

        /// <summary>Index of its first sampled token in the conversation.</summary>
        internal int Start { get; }

        /// <summary>As sampled (L); the stop token's is the last unless the reply was truncated.</summary>
        internal float[] LogProbs { get; }

        internal long PolicyVersion { get; }

        /// <summary>What the reward functions get to see.</summary>
        internal ReplyContext Context { get; }

        /// <summary>What the game gave on top.</summary>
        internal IReadOnlyList<GameReward> GameRewards { get; }
    }

    /// <summary>A reward the game added for a reply.</summary>
    internal readonly struct GameReward
    {
        internal GameReward(string name, double value)
        {
            Name = name;
            Value = value;
        }

        internal string Name { get; }

        internal double Value { get; }
    }

    /// <summary>What the game hands to the trainer when a conversation is over. Immutable.</summary>
    internal sealed class FinishedConversation
    {
        internal FinishedConversation(int[] tokens, IReadOnlyList<PlayedReply> replies, bool interrupted)
        {
            Tokens = tokens;
            Replies = replies;
            Interrupted = interrupted;
        }

        /// <summary>The whole conversation (T).</summary>
        internal int[] Tokens { get; }

        /// <summary>Only those that can be learnt from: sampled whole, from the whole distribution.</summary>
        internal IReadOnlyList<PlayedReply> Replies { get; }

        internal bool Interrupted { get; }
    }
}
