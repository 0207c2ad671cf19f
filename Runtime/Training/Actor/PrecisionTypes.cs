#nullable enable
using Repartee.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Actor
{
    /// <summary>Precision in TorchSharp's terms.</summary>
    internal static class PrecisionTypes
    {
        internal static ScalarType TypeOn(this Precision precision, Device device)
        {
            bool half = precision == Precision.BFloat16 || (precision == Precision.Auto && device.type == DeviceType.CUDA);
            return half ? ScalarType.BFloat16 : ScalarType.Float32;
        }
    }
}
