using System.Collections.Generic;
using System.Linq;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Benchmarks.Generation;

/// <summary>Static batches in the order of arrival: the next one begins when the last row of this one has ended.</summary>
internal sealed class StaticSpeaker(ActorWeights weights, int padToken, int mostActive) : ISpeaker
{
    private readonly BatchGenerator generator = new(weights.Network, [], padToken);

    public void Answer(IReadOnlyList<GenerationJob> jobs)
    {
        foreach (GenerationJob[] batch in jobs.Chunk(mostActive))
            generator.Run(weights, batch, () => false);
    }

    public void Dispose()
    {
    }
}
