using System.Collections.Generic;
using Repartee.Llama;

namespace Repartee.Benchmarks.Frozen;

/// <summary>Who is compared.</summary>
internal static class DecoderPeers
{
    public static IEnumerable<IDecoderPeer> All()
    {
        foreach (LlamaCacheType cache in (LlamaCacheType[])[LlamaCacheType.F16, LlamaCacheType.F32])
            foreach (LlamaFlashAttention attention in (LlamaFlashAttention[])[LlamaFlashAttention.Auto, LlamaFlashAttention.Off])
                yield return new LlamaCppPeer(cache, attention);
    }
}
