#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Conversation
{
    /// <summary>What a game may ask of one reply.</summary>
    public sealed record ReplyOptions
    {
        /// <summary>The actor's own sampling, no deadline.</summary>
        public static ReplyOptions Default { get; } = new ReplyOptions();

        /// <summary>Sampling of this reply; null (default): the actor's. A reply with another temperature, with top-k, top-p or a
        /// repetition penalty is not learnt from.</summary>
        public SamplingOptions? Sampling { get; init; }

        /// <summary>Longest wait for the reply; null (default): none. When it passes, <see cref="Fallback"/> is said instead.</summary>
        public TimeSpan? Deadline { get; init; }

        /// <summary>The scripted line for a missed deadline, or while nobody can speak for the NPC. It enters the dialogue but is not
        /// learnt from. Null: a missed deadline throws
        /// <see cref="TimeoutException"/>.</summary>
        public string? Fallback { get; init; }

        /// <summary>Reference replies to this line, any of which is right, for reward functions that compare; null (default): none, or those
        /// of the state that the conversation began with, where this is the answer to it.</summary>
        public IReadOnlyList<string>? Solutions { get; init; }

        /// <summary>Labels of this line and those after it, for reward functions; null (default): they stay as they are.</summary>
        public IReadOnlyDictionary<string, string>? Tags { get; init; }

        /// <summary>Receives the reply piece by piece while it is made, on the actor's thread: hand the text over to your own thread. An
        /// actor that the game steps itself calls it inside the step.</summary>
        public Action<string>? OnText { get; init; }
    }
}
