#nullable enable
using System.Collections.Generic;

namespace Repartee.Unity
{
    /// <summary>What an NPC is to answer.</summary>
    internal readonly struct Line
    {
        internal Line(string? text, IReadOnlyList<string>? solutions, IReadOnlyDictionary<string, string>? tags)
        {
            Text = text;
            Solutions = solutions;
            Tags = tags;
        }

        /// <summary>The player's words; null where the NPC speaks first.</summary>
        internal string? Text { get; }

        internal IReadOnlyList<string>? Solutions { get; }

        internal IReadOnlyDictionary<string, string>? Tags { get; }
    }
}
