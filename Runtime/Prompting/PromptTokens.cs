#nullable enable
using System;

namespace Repartee.Prompting
{
    /// <summary>A prompt as token ids, int[T]: what an actor reads before it replies. Immutable.</summary>
    public sealed class PromptTokens
    {
        /// <summary>Makes a prompt of token ids.</summary>
        /// <param name="ids">Token ids; they are copied.</param>
        public PromptTokens(ReadOnlySpan<int> ids)
        {
            Ids = ids.ToArray();
        }

        /// <summary>The token ids, oldest first.</summary>
        public ReadOnlyMemory<int> Ids { get; }

        /// <summary>T, the number of tokens.</summary>
        public int Length => Ids.Length;
    }
}
