using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Device.Checks;

/// <summary>Loads libtorch and demands a GPU.</summary>
[SetUpFixture]
public sealed class OnTheGpu
{
    /// <summary>Which libtorch runs.</summary>
    internal static NativeBackendInfo Backend { get; private set; } = null!;

    [OneTimeSetUp]
    public void Load() => Backend = NativeBackend.Load(new NativeBackendOptions { Device = DeviceChoice.Cuda });
}
