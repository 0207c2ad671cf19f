#nullable enable

namespace Repartee.Sessions
{
    /// <summary>What loading libtorch made ready.</summary>
    public sealed class NativeBackendInfo
    {
        internal NativeBackendInfo(string source, string libTorchFolder, string device, bool repaired, string? torchVersion, int threads)
        {
            Source = source;
            LibTorchFolder = libTorchFolder;
            Device = device;
            Repaired = repaired;
            TorchVersion = torchVersion;
            Threads = threads;
        }

        /// <summary>Who provided libtorch: <c>package</c> (beside the program) or <c>folder</c> (named by the caller).</summary>
        public string Source { get; }

        /// <summary>The full path of the folder that libtorch was loaded from.</summary>
        public string LibTorchFolder { get; }

        /// <summary>The device to create tensors on: <c>cpu</c> or <c>cuda:0</c>.</summary>
        public string Device { get; }

        /// <summary>Whether a repaired copy of TorchSharp's library runs because the system's C++ runtime is older than GCC 13's.</summary>
        public bool Repaired { get; }

        /// <summary>libtorch's version, such as <c>2.11.0+cu130</c>; null where the folder does not state it.</summary>
        public string? TorchVersion { get; }

        /// <summary>How many threads libtorch's CPU kernels use on the calling thread.</summary>
        public int Threads { get; }

        /// <summary>One line for a log.</summary>
        /// <returns>Device, version, folder and threads.</returns>
        public override string ToString() =>
            $"{Device}, libtorch {TorchVersion ?? "of unknown version"} ({Source} {LibTorchFolder}), {Threads} threads" +
            (Repaired ? ", TorchSharp's library repaired for an older C++ runtime" : "");
    }
}
