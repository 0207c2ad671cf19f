#nullable enable
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
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

    internal static class PrecisionTypes
    {
        internal static ScalarType TypeOn(this Precision precision, Device device)
        {
            bool half = precision == Precision.BFloat16 || (precision == Precision.Auto && device.type == DeviceType.CUDA);
            return half ? ScalarType.BFloat16 : ScalarType.Float32;
        }
    }
}
