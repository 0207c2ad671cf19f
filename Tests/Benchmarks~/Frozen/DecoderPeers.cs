using System.Collections.Generic;
using Repartee.Llama;

namespace Repartee.Benchmarks.Frozen;

/// <summary>Who is compared.</summary>
internal static class DecoderPeers
{
    public static IEnumerable<IDecoderPeer> All()
    {
        yield return new LlamaCppPeer(LlamaCacheType.F16);
        yield return new LlamaCppPeer(LlamaCacheType.F32);
    }
}
