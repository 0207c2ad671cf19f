#nullable enable
using System;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Which prompts a frozen actor can answer.</summary>
    internal static class PromptRules
    {
        /// <exception cref="ArgumentException">Not this one; the message says why.</exception>
        internal static void Check(int[] prompt, FrozenConfig config)
        {
            if (prompt.Length == 0)
                throw new ArgumentException(
                    "Expected a prompt of one token or more, but found none. Give the dialogue a persona or a message.");
            if (prompt.Length >= config.ContextLength)
                throw new ArgumentException(
                    $"Expected a prompt shorter than the actor's context of {config.ContextLength} tokens, but found {prompt.Length}. " +
                    "Shorten the dialogue.");
            foreach (int id in prompt)
            {
                if (id < 0 || id >= config.VocabSize)
                    throw new ArgumentException(
                        $"Expected token ids from 0 to {config.VocabSize - 1}, but found {id}. Is it this actor's tokenizer?");
            }
        }
    }
}
