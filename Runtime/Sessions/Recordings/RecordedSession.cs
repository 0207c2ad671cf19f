#nullable enable
using System;

namespace Repartee.Sessions.Recordings
{
    /// <summary>Under what a part of a recording was made. Immutable.</summary>
    public sealed record RecordedSession
    {
        /// <summary>What the tokens mean: a hash of the vocabulary (<see cref="TokenizerFingerprint"/>).</summary>
        public string Tokenizer { get; init; } = "";

        /// <summary>Name of the chat template.</summary>
        public string Template { get; init; } = "";

        /// <summary>Hash of the weights that the session started from: of their files, or of a frozen file's content; empty where it is not
        /// known.</summary>
        public string Actor { get; init; } = "";

        /// <summary>The run that wrote it; null without one.</summary>
        public string? RunId { get; init; }

        /// <summary>The session's seed.</summary>
        public ulong Seed { get; init; }

        /// <summary>Sampling temperature, which the log-probs are at.</summary>
        public double Temperature { get; init; } = 1;

        /// <summary>When the session began.</summary>
        public DateTimeOffset Began { get; init; }
    }
}
