#nullable enable
using UnityEngine;

namespace Repartee.Unity
{
    /// <summary>Something that a check found: a fact and what to do about it. The inspector, the play session's preflight and the build
    /// step show the same ones.</summary>
    public sealed class NpcCheck
    {
        private NpcCheck(NpcCheckSeverity severity, string message, Object? subject)
        {
            Severity = severity;
            Message = message;
            Subject = subject;
        }

        /// <summary>How bad it is.</summary>
        public NpcCheckSeverity Severity { get; }

        /// <summary>The fact, and what to do.</summary>
        public string Message { get; }

        /// <summary>The asset or component to change; null where there is none.</summary>
        public Object? Subject { get; }

        /// <summary>Something good to know.</summary>
        /// <param name="message">The fact, and what may be done.</param>
        /// <param name="subject">What to change.</param>
        /// <returns>The finding.</returns>
        public static NpcCheck Info(string message, Object? subject = null) => new NpcCheck(NpcCheckSeverity.Info, message, subject);

        /// <summary>Something that works less well than it looks.</summary>
        /// <param name="message">The fact, and what to do.</param>
        /// <param name="subject">What to change.</param>
        /// <returns>The finding.</returns>
        public static NpcCheck Warning(string message, Object? subject = null) => new NpcCheck(NpcCheckSeverity.Warning, message, subject);

        /// <summary>Something that does not work.</summary>
        /// <param name="message">The fact, and what to do.</param>
        /// <param name="subject">What to change.</param>
        /// <returns>The finding.</returns>
        public static NpcCheck Error(string message, Object? subject = null) => new NpcCheck(NpcCheckSeverity.Error, message, subject);

        /// <inheritdoc/>
        public override string ToString() => $"{Severity}: {Message}";
    }
}
