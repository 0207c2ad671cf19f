#nullable enable
using System.Collections.Generic;

namespace Repartee.Sessions
{
    /// <summary>What an export wrote. Immutable.</summary>
    public sealed class ExportReport
    {
        internal ExportReport(string path, long bytes, long parameters, string? contentHash, IReadOnlyList<string> notes)
        {
            Path = path;
            Bytes = bytes;
            Parameters = parameters;
            ContentHash = contentHash;
            Notes = notes;
        }

        /// <summary>Full path of the file or folder.</summary>
        public string Path { get; }

        /// <summary>Size of what was written.</summary>
        public long Bytes { get; }

        /// <summary>How many weights the actor has.</summary>
        public long Parameters { get; }

        /// <summary>As <see cref="Frozen.Model.FrozenActorInfo.ContentHash"/>; null for a folder.</summary>
        public string? ContentHash { get; }

        /// <summary>What differs from what was asked for, or will differ in other players such as llama.cpp: sentences for people. Empty
        /// where nothing does.</summary>
        public IReadOnlyList<string> Notes { get; }
    }
}
