#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Frozen.Decoding;
using Repartee.Prompting;

namespace Repartee.Frozen
{
    /// <summary>The engine as conversations see it.</summary>
    internal sealed class FrozenHost : IConversationHost
    {
        private readonly DecodingEngine engine;
        private readonly long policyVersion;
        private ConversationSink? sink;

        internal FrozenHost(DecodingEngine engine, PromptEncoder encoder, SamplingOptions sampling, int contextLength, long policyVersion)
        {
            this.engine = engine;
            this.policyVersion = policyVersion;
            Encoder = encoder;
            Sampling = sampling;
            ContextLength = contextLength;
        }

        /// <inheritdoc/>
        public PromptEncoder Encoder { get; }

        /// <inheritdoc/>
        public SamplingOptions Sampling { get; }

        /// <inheritdoc/>
        public int ContextLength { get; }

        /// <inheritdoc/>
        public ReplyCounters Replies { get; } = new ReplyCounters();

        /// <inheritdoc/>
        public Task<GenerationOutcome> Submit(GenerationJob job, TimeSpan? deadline)
        {
            job.PolicyVersion = policyVersion;
            return engine.Submit(job, deadline);
        }

        /// <inheritdoc/>
        public void Record(FinishedConversation conversation) => Volatile.Read(ref sink)?.Take(conversation);

        /// <summary>A frozen actor does not learn; somebody else may want to know what it says.</summary>
        internal void RecordTo(ConversationSink receiver)
        {
            if (Interlocked.CompareExchange(ref sink, receiver, null) != null)
                throw new InvalidOperationException(
                    "Expected an actor that nobody records yet, but found one that is recorded. Load another.");
        }

        /// <summary>Whether conversations that begin now are recorded.</summary>
        internal bool IsRecorded => Volatile.Read(ref sink) != null;
    }
}
