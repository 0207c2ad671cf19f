#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;

namespace Repartee.Sessions
{
    /// <summary>The streams of draws that a session's seed splits into, so that it answers alike wherever it runs.</summary>
    internal static class SessionDraws
    {
        internal static ulong Conversation(ulong seed, ulong number) => CounterRandom.Derive(CounterRandom.Derive(seed, 3), number);

        internal static ulong Evaluation(ulong seed, ulong number) => CounterRandom.Derive(CounterRandom.Derive(seed, 4), number);

        internal static ulong Played(ulong seed, ulong number) => CounterRandom.Derive(CounterRandom.Derive(seed, 6), number);

        internal static ulong Voice(ulong seed, ulong number) => CounterRandom.Derive(CounterRandom.Derive(seed, 10), number);

        /// <summary>The number by which a prompt asks for a voice, from 1.</summary>
        /// <exception cref="ArgumentException">There is no such voice.</exception>
        internal static int VoiceIndex(IReadOnlyList<string> names, string voice)
        {
            int index = names.ToList().IndexOf(voice);
            return index >= 0 ? index + 1 : throw new ArgumentException(
                $"voice: expected one of TrainingOptions.Voices ({(names.Count == 0 ? "none" : string.Join(", ", names))}), but found {voice}.",
                nameof(voice));
        }
    }
}
