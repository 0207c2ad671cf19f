#nullable enable
using Repartee.Sessions;

namespace Repartee.Training.Native
{
    /// <summary>What <see cref="NativeBackend.Load"/> needs to know; every default suits a program that references a libtorch
    /// package.</summary>
    public sealed class NativeBackendOptions
    {
        /// <summary>The environment variable that names a libtorch folder when <see cref="LibTorchFolder"/> is null.</summary>
        public const string LibTorchVariable = "REPARTEE_LIBTORCH";

        /// <summary>
        /// A folder that holds libtorch, directly or in <c>lib</c>: an unpacked libtorch, or the <c>torch</c> folder of a Python
        /// PyTorch. Null (the default) means the environment variable <see cref="LibTorchVariable"/> and, where that is not set,
        /// the libraries that lie beside the program.
        /// </summary>
        public string? LibTorchFolder { get; init; }

        /// <summary>
        /// Where a repaired copy of TorchSharp's library is kept on systems whose C++ runtime is older than GCC 13's. Null (the
        /// default) means <c>repartee</c> below the environment variable XDG_CACHE_HOME or, without it, the user's local data folder.
        /// </summary>
        public string? CacheFolder { get; init; }

        /// <summary>The device to run on; <see cref="DeviceChoice.Auto"/> by default.</summary>
        public DeviceChoice Device { get; init; } = DeviceChoice.Auto;
    }
}
