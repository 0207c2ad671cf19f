#nullable enable
using System;

namespace Repartee.Training.Actor
{
    /// <summary>Work on the actor's weights for its thread between two steps: newer ones to write while no reply is being made, or a
    /// look at the present ones.</summary>
    internal sealed class Publication
    {
        /// <param name="write">Writes newer weights over the given ones, or reads these.</param>
        /// <param name="version">The newer ones' version; null where they stay.</param>
        internal Publication(Action<ActorWeights> write, long? version)
        {
            Write = write;
            Version = version;
            Writes = version != null;
        }

        /// <summary>What to do with the weights.</summary>
        internal Action<ActorWeights> Write { get; }

        /// <summary>Whether the weights change.</summary>
        internal bool Writes { get; }

        /// <summary>Version of the weights; once it is done never null.</summary>
        internal long? Version { get; set; }

        internal bool Done { get; set; }

        /// <summary>What <see cref="Write"/> threw.</summary>
        internal Exception? Error { get; set; }
    }
}
