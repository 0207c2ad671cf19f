#nullable enable
using System;
using Repartee.Conversation;

namespace Repartee.Training.Actor
{
    /// <summary>Whether an actor can answer a prompt.</summary>
    internal static class PromptFit
    {
        /// <exception cref="ArgumentException">It can not; the message says why. Any thread.</exception>
        internal static void Check(ActorNetwork network, GenerationJob job)
        {
            int context = network.Config.MaxPositions;
            if (job.Prompt.Length == 0)
                throw new ArgumentException("Expected a prompt of one token or more, but found none. Give the dialogue a persona or a message.");
            if (job.Prompt.Length >= context)
            {
                throw new ArgumentException(
                    $"Expected a prompt shorter than the actor's context of {context} tokens, but found {job.Prompt.Length}. Shorten the dialogue.");
            }

            foreach (int id in job.Prompt)
            {
                if (id < 0 || id >= network.Config.VocabSize)
                    throw new ArgumentException($"Expected token ids from 0 to {network.Config.VocabSize - 1}, but found {id}. Is it this actor's tokenizer?");
            }
        }
    }
}
