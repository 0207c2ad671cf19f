#nullable enable

namespace Repartee.Sessions
{
    /// <summary>Which device the caller wants.</summary>
    public enum DeviceChoice
    {
        /// <summary>The first CUDA device where there is one, the CPU otherwise.</summary>
        Auto,

        /// <summary>The CPU, even where there is a CUDA device.</summary>
        Cpu,

        /// <summary>The first CUDA device; loading fails where there is none.</summary>
        Cuda,
    }
}
