#nullable enable
using System;
using System.Collections.Generic;

namespace Repartee.Frozen.Decoding
{
    /// <summary>What a <see cref="DecodingEngine"/> is given besides the weights.</summary>
    internal sealed class EngineOptions
    {
        /// <summary>Ids that end a reply.</summary>
        internal HashSet<int> StopTokens { get; init; } = new HashSet<int>();

        /// <summary>Caches kept between replies.</summary>
        internal int MaxCaches { get; init; } = 8;

        /// <summary>Replies made at once; more wait for their turn.</summary>
        internal int MostActive { get; init; } = DecodingEngine.MostActive;

        /// <summary>Replies that may wait for their turn.</summary>
        internal int MostWaiting { get; init; } = int.MaxValue;

        /// <summary>Most prompt tokens of a pass in which replies grow too, so that these do not wait long.</summary>
        internal int PromptRowsBesideReplies { get; init; } = 32;

        /// <summary>Most prompt tokens of one pass. Fewer make shorter units.</summary>
        internal int PromptRows { get; init; } = 64;

        /// <summary>Whether what waits for a reply goes on inside the engine.</summary>
        internal bool InPlace { get; init; }

        /// <summary>Time since some moment, for deadlines and for units of a frame.</summary>
        internal Func<TimeSpan> Clock { get; init; } = SystemClock.Now;
    }
}
