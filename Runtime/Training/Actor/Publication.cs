#nullable enable
using System;

namespace Repartee.Training.Actor
{
    /// <summary>Newer weights on their way to the actor's thread.</summary>
    internal sealed class Publication
    {
        internal Publication(Action<ActorWeights> write, long version)
        {
            Write = write;
            Version = version;
        }

        /// <summary>Writes them over the given ones.</summary>
        internal Action<ActorWeights> Write { get; }

        internal long Version { get; }

        internal bool Done { get; set; }

        /// <summary>What <see cref="Write"/> threw.</summary>
        internal Exception? Error { get; set; }
    }
}
