using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Repartee.Conversation;
using Repartee.Prompting;
using Repartee.Samples.Cli.Options;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Generate;

/// <summary>An actor's folder. libtorch and the weights are loaded when it first talks.</summary>
internal sealed class FolderTalker(ActorChoice choice) : ITalker
{
    private readonly ActorFolder folder = choice.Open();
    private LoadedActor? actor;

    /// <inheritdoc/>
    public PromptEncoder Encoder => folder.Encoder;

    /// <inheritdoc/>
    public IReadOnlyList<int> StopTokens => folder.StopTokens;

    /// <inheritdoc/>
    public SamplingOptions Advice => Sampling(folder.Generation);

    /// <inheritdoc/>
    public Task<Continuation> GenerateAsync(
        IReadOnlyList<int> prompt, SamplingOptions sampling, ulong seed, Action<IReadOnlyList<int>> onTokens, CancellationToken stop)
    {
        actor ??= LoadedActor.Load(folder, choice.Device, choice.Precision);
        return Task.FromResult(actor.Generate([prompt], sampling, seed, (_, fresh) => onTokens(fresh), cancellation: stop).Single());
    }

    /// <inheritdoc/>
    public void Dispose() => actor?.Dispose();

    /// <summary>Advice beyond what can be sampled with counts as the limit, as in a frozen actor.</summary>
    private static SamplingOptions Sampling(GenerationConfig advice)
    {
        double penalty = Math.Clamp(advice.RepetitionPenalty ?? 1, 1, 10);
        if (advice.DoSample == false || advice.Temperature == 0)
            return SamplingOptions.Greedy with { RepetitionPenalty = penalty };
        return new SamplingOptions
        {
            Temperature = Math.Min(advice.Temperature ?? 1, 10),
            TopK = advice.TopK ?? 0,
            TopP = advice.TopP ?? 1,
            RepetitionPenalty = penalty,
        };
    }
}
