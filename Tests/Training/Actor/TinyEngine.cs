#nullable enable
using System.Collections.Generic;
using Repartee.Training.Actor;
using Repartee.Training.Play;

namespace Repartee.Training.Tests.Actor
{
    /// <summary>Engines of a few replies at a time on one thread.</summary>
    internal static class TinyEngine
    {
        internal const int Most = 4;

        internal static IGenerationEngine Decoder(ActorNetwork network, IReadOnlyList<int> stops, int most = 8) =>
            new DecoderEngine(DecoderShape.Of(network)!, stops, most, threads: 1);

        internal static IGenerationEngine Static(ActorNetwork network, int most = Most) =>
            new StaticBatchEngine(new BatchGenerator(network, new[] { TinyActor.Stop }, TinyActor.Pad), most);
    }
}
