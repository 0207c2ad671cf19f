#nullable enable
namespace Repartee.Editor.Play
{
    /// <summary>How a line of the preflight is.</summary>
    public enum PreflightLevel
    {
        /// <summary>As it should be.</summary>
        Ok,

        /// <summary>Training starts, but not as one would wish.</summary>
        Warning,

        /// <summary>Training cannot start.</summary>
        Error,
    }

    /// <summary>One thing that was looked at before training starts. Immutable.</summary>
    public sealed class PreflightLine
    {
        /// <summary>Makes a line.</summary>
        /// <param name="level">How it is.</param>
        /// <param name="subject">What was looked at, in a word or two.</param>
        /// <param name="message">The fact, and where it is not well what to do.</param>
        public PreflightLine(PreflightLevel level, string subject, string message)
        {
            Level = level;
            Subject = subject;
            Message = message;
        }

        /// <summary>How it is.</summary>
        public PreflightLevel Level { get; }

        /// <summary>What was looked at.</summary>
        public string Subject { get; }

        /// <summary>The fact, and where it is not well what to do.</summary>
        public string Message { get; }

        /// <inheritdoc/>
        public override string ToString() => $"{Level} {Subject}: {Message}";
    }
}
