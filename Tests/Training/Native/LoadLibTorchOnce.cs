#nullable enable
using System;
using System.IO;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Native;
using TorchSharp;

namespace Repartee.Training.Tests
{
    /// <summary>
    /// Loads libtorch before any test of this assembly, on the CPU. With one thread: products this small gain nothing from a second,
    /// and on a busy machine threads that wait for each other made the suite several times slower.
    /// </summary>
    [SetUpFixture]
    public sealed class LoadLibTorchOnce
    {
        /// <summary>Kept between runs, so that the repaired library is written once.</summary>
        public static string CacheFolder => Path.Combine(AppContext.BaseDirectory, "cache");

        [OneTimeSetUp]
        public void Load()
        {
            NativeBackend.Load(new NativeBackendOptions { Device = DeviceChoice.Cpu, CacheFolder = CacheFolder });
            torch.set_num_threads(1);
        }
    }
}
