#nullable enable
using System;
using Repartee.Prompting;

namespace Repartee.Conversation
{
    /// <summary>Turns announced tokens into text for whoever listens. Belongs to one reply, and to the thread that makes it.</summary>
    internal sealed class ReplyStream
    {
        private readonly IncrementalDecoder decoder;
        private readonly Action<string> onText;

        internal ReplyStream(PromptEncoder encoder, Action<string> onText)
        {
            decoder = encoder.NewDecoder();
            this.onText = onText;
        }

        /// <summary>Takes the tokens from this index on.</summary>
        internal void Take(GenerationJob job, int first)
        {
            if (job.IsGivenUp)
                return;                                                         // the fallback was said: no more of this reply
            int end = job.Finish == FinishReason.Stop ? job.Tokens.Count - 1 : job.Tokens.Count;
            string text = "";
            for (int i = first; i < end; i++)
                text += decoder.Push(job.Tokens[i]);
            if (job.Finish != null)
                text += decoder.Flush();
            if (text.Length > 0)
                onText(text);
        }
    }
}
