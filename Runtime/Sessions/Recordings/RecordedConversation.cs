#nullable enable
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Rewards;

namespace Repartee.Sessions.Recordings
{
    /// <summary>A conversation of a recording. Immutable.</summary>
    public sealed class RecordedConversation
    {
        internal RecordedConversation(RecordedSession session, FinishedConversation played)
        {
            Session = session;
            Played = played;
            Replies = played.Replies.Select(reply => new RecordedReply(reply)).ToList();
        }

        /// <summary>Under what it was recorded.</summary>
        public RecordedSession Session { get; }

        /// <summary>The NPC's replies that can be learnt from, oldest first; at least one.</summary>
        public IReadOnlyList<RecordedReply> Replies { get; }

        /// <summary>Whether the player walked off.</summary>
        public bool Interrupted => Played.Interrupted;

        /// <summary>Tokens and log-probs.</summary>
        internal FinishedConversation Played { get; }
    }

    /// <summary>A reply of a recording. Immutable.</summary>
    public sealed class RecordedReply
    {
        internal RecordedReply(PlayedReply played)
        {
            Context = played.Context;
            GameRewards = played.GameRewards.Select(r => new KeyValuePair<string, double>(r.Name, r.Value)).ToList();
            MeanLogProb = played.LogProbs.Average();
        }

        /// <summary>The reply and what it answers, for reward functions.</summary>
        public ReplyContext Context { get; }

        /// <summary>What the game gave on top of its reward functions, in its order.</summary>
        public IReadOnlyList<KeyValuePair<string, double>> GameRewards { get; }

        /// <summary>Mean log-probability of its tokens when they were sampled, nats.</summary>
        public double MeanLogProb { get; }
    }
}
