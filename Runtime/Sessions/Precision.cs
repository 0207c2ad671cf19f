#nullable enable
namespace Repartee.Sessions
{
    /// <summary>
    /// In which type the network computes. Losses, log-probabilities, the weights that are trained and the optimiser's moments are float32
    /// in any case.
    /// </summary>
    public enum Precision
    {
        /// <summary>bfloat16 on a GPU, float32 on the CPU.</summary>
        Auto,

        /// <summary>32 bits: exact, twice the memory.</summary>
        Float32,

        /// <summary>16 bits with float32's range; on most CPUs slower than float32.</summary>
        BFloat16,
    }
}
