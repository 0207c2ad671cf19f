using System.Collections.Generic;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Benchmarks.Generation;

/// <summary>An engine that requests join as soon as it has room for them.</summary>
internal sealed class EngineSpeaker : ISpeaker
{
    private readonly IGenerationEngine engine;
    private readonly List<GenerationJob> ended = [];

    public EngineSpeaker(IGenerationEngine engine, ActorWeights weights)
    {
        this.engine = engine;
        engine.Publish(weights);
    }

    public void Answer(IReadOnlyList<GenerationJob> jobs)
    {
        ended.Clear();
        for (int next = 0; next < jobs.Count || engine.IsBusy;)
        {
            while (next < jobs.Count && engine.Room > 0)
                engine.Begin(jobs[next++]);
            engine.Step(ended);
        }
    }

    public void Dispose() => engine.Dispose();
}
