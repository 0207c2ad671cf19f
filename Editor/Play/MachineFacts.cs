#nullable enable
using System;

namespace Repartee.Editor.Play
{
    /// <summary>What the engine knows of this machine. Immutable.</summary>
    public sealed class MachineFacts
    {
        /// <summary>Memory in bytes; 0 where it is not known.</summary>
        public long Memory { get; init; }

        /// <summary>The graphics card's memory in bytes; 0 where it is not known.</summary>
        public long GraphicsMemory { get; init; }

        /// <summary>The graphics card; blank where there is none.</summary>
        public string GraphicsName { get; init; } = "";

        /// <summary>An environment variable by its name.</summary>
        public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;
    }
}
