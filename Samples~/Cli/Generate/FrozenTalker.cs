using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Frozen;
using Repartee.Prompting;

namespace Repartee.Samples.Cli.Generate;

/// <summary>A frozen actor. No libtorch is loaded for it.</summary>
internal sealed class FrozenTalker(FrozenActor actor) : ITalker
{
    /// <inheritdoc/>
    public PromptEncoder Encoder => actor.Encoder;

    /// <inheritdoc/>
    public IReadOnlyList<int> StopTokens => actor.StopTokens;

    /// <inheritdoc/>
    public SamplingOptions Advice => actor.Sampling;

    /// <inheritdoc/>
    public Task<Continuation> GenerateAsync(
        IReadOnlyList<int> prompt, SamplingOptions sampling, ulong seed, Action<IReadOnlyList<int>> onTokens, CancellationToken stop) =>
        actor.GenerateAsync(prompt, sampling, seed, fresh => onTokens([fresh]), stop);

    /// <inheritdoc/>
    public void Dispose() => actor.Dispose();
}
