#nullable enable
namespace Repartee.Unity
{
    /// <summary>Who speaks for an NPC now, and why.</summary>
    internal readonly struct Voice
    {
        private Voice(NpcMode mode, string reason, Speaker? speaker, bool isComing)
        {
            Mode = mode;
            Reason = reason;
            Speaker = speaker;
            IsComing = isComing;
        }

        internal NpcMode Mode { get; }

        /// <summary>The fact, and what to do.</summary>
        internal string Reason { get; }

        /// <summary>Null for scripted lines, and while it <see cref="IsComing"/>.</summary>
        internal Speaker? Speaker { get; }

        /// <summary>Whether lines wait for the frozen actor, which is being loaded.</summary>
        internal bool IsComing { get; }

        internal static Voice Of(Speaker speaker, string reason) => new Voice(speaker.Mode, reason, speaker, false);

        internal static Voice Coming(string reason) => new Voice(NpcMode.Frozen, reason, null, true);

        internal static Voice Scripted(string reason) => new Voice(NpcMode.Scripted, reason, null, false);
    }
}
