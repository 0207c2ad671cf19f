#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Conversation;

namespace Repartee.Training.Actor
{
    /// <summary>
    /// What makes the replies of an actor, a slice of work at a time: replies join and leave while others are being made. Owns its caches and
    /// buffers, not the weights. The actor's thread, except <see cref="CheckFits"/>.
    /// </summary>
    internal interface IGenerationEngine : IDisposable
    {
        /// <summary>Throws <see cref="ArgumentException"/> where a prompt can not be answered. Any thread; ask before <see cref="Begin"/>.</summary>
        void CheckFits(GenerationJob job);

        /// <summary>Replies that can join now.</summary>
        int Room { get; }

        /// <summary>Whether replies are being made.</summary>
        bool IsBusy { get; }

        /// <summary>The weights are new ones. Only while nothing is being made.</summary>
        void Publish(ActorWeights weights);

        /// <summary>Takes a job; it is this engine's until its <see cref="GenerationJob.Finish"/> is set. Only while there is room.</summary>
        void Begin(GenerationJob job);

        /// <summary>One slice: a decode step of every reply, a part of a prompt. Streams new tokens to their callers, and ends replies that
        /// nobody waits for any more.</summary>
        /// <param name="ended">Receives jobs whose <see cref="GenerationJob.Finish"/> was set.</param>
        /// <exception cref="Exception">Whatever the computation threw: then every reply in the making is lost, and
        /// <see cref="Abandon"/> makes the engine usable again.</exception>
        void Step(List<GenerationJob> ended);

        /// <summary>Forgets every reply in the making.</summary>
        void Abandon();
    }
}
