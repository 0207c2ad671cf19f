#nullable enable

namespace Repartee.Editor.Installation
{
    /// <summary>Which libtorch the trainer gets: the package's build property TorchBackend.</summary>
    public enum TorchBackend
    {
        /// <summary>None: the trainer uses the one that the environment variable REPARTEE_LIBTORCH names.</summary>
        None,

        /// <summary>For the processor, of the system at hand: 250 to 600 MB.</summary>
        Cpu,

        /// <summary>For NVIDIA cards on Windows: several GB.</summary>
        CudaWindows,

        /// <summary>For NVIDIA cards on Linux: several GB.</summary>
        CudaLinux,
    }
}
