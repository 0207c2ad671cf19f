using System;
using System.Collections.Generic;
using Repartee.Training.Actor;

namespace Repartee.Benchmarks.Generation;

/// <summary>The ways to make replies that can be compared.</summary>
internal static class Speakers
{
    public const string Engine = "engine", Static = "static";

    public static IReadOnlyList<string> Names { get; } = [Engine, Static];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="weights">Not owned.</param>
    /// <param name="padToken">Fills rows up.</param>
    /// <param name="mostActive">Most replies in the making.</param>
    public static ISpeaker Open(string name, ActorWeights weights, int padToken, int mostActive) => name == Engine
        ? new EngineSpeaker(OpenEngine(weights.Network, padToken, mostActive), weights)
        : new StaticSpeaker(weights, padToken, mostActive);

    // Soon: new TorchScriptEngine(network, [], padToken, mostActive).
    private static IGenerationEngine OpenEngine(ActorNetwork network, int padToken, int mostActive) =>
        throw new NotSupportedException("Expected an engine for continuous batching, but there is none yet. Choose --engine static.");
}
