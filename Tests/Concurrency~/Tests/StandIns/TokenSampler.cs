using System;
using System.Collections.Generic;
using Repartee.Conversation;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Stands here for a frozen actor's choice of tokens: always the first.</summary>
    internal sealed unsafe class TokenSampler : IDisposable
    {
        internal int Draw(float* logits, SamplingOptions sampling, List<int> reply, double uniform, out float logProb)
        {
            _ = (sampling, reply, uniform);
            logProb = logits == null ? 0f : -1f;
            return 0;
        }

        public void Dispose()
        {
        }
    }
}
