#nullable enable

namespace Repartee.Training.Weights
{
    /// <summary>
    /// Rotary positions stretched over a longer context than the actor was first trained for, as Llama 3.1 and later do
    /// (<c>rope_type</c> <c>llama3</c>): slow turns are slowed further by <paramref name="Factor"/>, fast ones stay, those between
    /// are mixed. Immutable.
    /// </summary>
    /// <param name="Factor">What the slow frequencies are divided by (<c>factor</c>), at least 1; 8 in Llama 3.1, 32 in 3.2.</param>
    /// <param name="LowFrequencyFactor">A wavelength above <paramref name="OriginalMaxPositions"/> / this is slow
    /// (<c>low_freq_factor</c>); above 0; 1 in Llama 3.</param>
    /// <param name="HighFrequencyFactor">A wavelength below <paramref name="OriginalMaxPositions"/> / this is fast
    /// (<c>high_freq_factor</c>); above <paramref name="LowFrequencyFactor"/>; 4 in Llama 3.</param>
    /// <param name="OriginalMaxPositions">The first training's context in tokens (<c>original_max_position_embeddings</c>), above 0;
    /// 8192 in Llama 3.</param>
    public sealed record Llama3RopeScaling(
        double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalMaxPositions);
}
