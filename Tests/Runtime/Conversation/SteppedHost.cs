#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Prompting;
using Repartee.Tests.Prompting;

namespace Repartee.Tests.Conversation
{
    /// <summary>An actor that says what the test tells it, on the test's thread, like one that a game steps in its loop.</summary>
    internal sealed class SteppedHost : IConversationHost
    {
        private TaskCompletionSource<GenerationOutcome> answer = new TaskCompletionSource<GenerationOutcome>();

        public PromptEncoder Encoder { get; } = new PromptEncoder(TavernTokenizer.Instance, ChatTemplate.Repartee);

        public SamplingOptions Sampling { get; } = new SamplingOptions { MaxTokens = 40 };

        public int ContextLength { get; internal init; } = 400;

        public ReplyCounters Replies { get; } = new ReplyCounters();

        internal List<FinishedConversation> Recorded { get; } = new List<FinishedConversation>();

        internal GenerationJob Job { get; private set; } = new GenerationJob(Array.Empty<int>(), SamplingOptions.Default, 0);

        internal TimeSpan? Deadline { get; private set; }

        public Task<GenerationOutcome> Submit(GenerationJob job, TimeSpan? deadline)
        {
            (Job, Deadline) = (job, deadline);
            answer = new TaskCompletionSource<GenerationOutcome>();             // what waits for it goes on inside SetResult
            return answer.Task;
        }

        public void Record(FinishedConversation conversation) => Recorded.Add(conversation);

        /// <summary>A whole reply and its end, in one step.</summary>
        internal void Answer(string text)
        {
            Speak(Encoder.EncodeReply(text), FinishReason.Stop);
            End(Job.Outcome);
        }

        /// <summary>A step.</summary>
        internal void Speak(IEnumerable<int> ids, FinishReason? finish = null)
        {
            int first = Job.Tokens.Count;
            Job.Tokens.AddRange(ids);
            Job.LogProbs.AddRange(Enumerable.Repeat(-0.5f, Job.Tokens.Count - first));
            Job.Finish = finish;
            Job.Announce(first);
        }

        internal void End(GenerationOutcome outcome) => answer.SetResult(outcome);

        internal void Fail(Exception error) => answer.SetException(error);
    }
}
