#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;

namespace Repartee.Rewards
{
    /// <summary>A reply and what it answers: everything a reward function may look at. Immutable.</summary>
    public sealed class ReplyContext
    {
        /// <summary>Makes the context of a reply.</summary>
        /// <param name="state">The dialogue before the reply.</param>
        /// <param name="reply">The reply's text.</param>
        /// <param name="tokens">The sampled token ids without the stop token; null where there are none.</param>
        /// <param name="truncated">True when the reply hit the token limit, so that no stop token ended it.</param>
        public ReplyContext(DialogueState state, string reply, IReadOnlyList<int>? tokens = null, bool truncated = false)
        {
            State = state ?? throw new ArgumentNullException(nameof(state));
            Reply = reply ?? throw new ArgumentNullException(nameof(reply));
            Tokens = tokens ?? Array.Empty<int>();
            Truncated = truncated;
            EarlierReplies = state.EarlierReplies.ToArray();
        }

        /// <summary>The dialogue before the reply.</summary>
        public DialogueState State { get; }

        /// <summary>The reply's text.</summary>
        public string Reply { get; }

        /// <summary>The sampled token ids without the stop token; may be empty.</summary>
        public IReadOnlyList<int> Tokens { get; }

        /// <summary>True when the reply hit the token limit, so that no stop token ended it.</summary>
        public bool Truncated { get; }

        /// <summary>What the NPC said before, oldest first.</summary>
        public IReadOnlyList<string> EarlierReplies { get; }
    }
}
