#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Mono
{
    /// <summary>Tests that Debian's Mono cannot run, as few as possible.</summary>
    internal static class NotForMono
    {
        /// <summary>Reasons by a class's full name, or a method's.</summary>
        public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
        {
            ["Repartee.Frozen.Tests.Gguf.ReferenceHalfTests.TheReferenceIsSystemHalf"] =
                "Compares with System.Half, which .NET Standard 2.1 does not have.",
            ["Repartee.Tests.Rewards.EditDistanceRewardTests.AnEmojiWithModifiersIsOneCharacter"] =
                "Mono's StringInfo knows combining marks, but no sequences of emoji: they count as several characters.",
            ["Repartee.Tests.Rewards.LengthRewardTests.TextElementsCountWhatAReaderSees"] =
                "Mono's StringInfo knows combining marks, but no sequences of emoji: they count as several characters.",
        };

        // What a test says that finds itself without the processor's vectors, or without the code for them, which only .NET 8 has.
        private static readonly string[] Skips = { "This processor or this build of the library cannot run ", "This processor has no vectors." };

        /// <summary>Whether a test may have skipped itself for this reason.</summary>
        public static bool MayBeSkipped(string message) => Skips.Any(skip => message.IndexOf(skip, StringComparison.Ordinal) >= 0);
    }
}
