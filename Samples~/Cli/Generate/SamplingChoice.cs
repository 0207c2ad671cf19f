using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Samples.Cli.Generate;

/// <summary>How tokens are to be drawn; null where the actor's makers decide.</summary>
internal sealed record SamplingChoice(int Tokens, double? Temperature, int? TopK, double? TopP)
{
    /// <summary>The choice, filled up with the makers' advice, and where they give none with the whole distribution.</summary>
    public SamplingOptions With(GenerationConfig advice)
    {
        double temperature = Temperature ?? (advice.DoSample == false ? 0 : advice.Temperature ?? 1);
        if (temperature == 0)
            return SamplingOptions.Greedy with { MaxTokens = Tokens };
        return new SamplingOptions
        {
            Temperature = temperature,
            TopK = TopK ?? advice.TopK ?? 0,
            TopP = TopP ?? advice.TopP ?? 1,
            MaxTokens = Tokens,
        };
    }
}
