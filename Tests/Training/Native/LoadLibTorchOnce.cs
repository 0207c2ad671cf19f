#nullable enable
using System;
using System.IO;
using NUnit.Framework;
using Repartee.Training.Native;
using TorchSharp;

namespace Repartee.Training.Tests
{
    /// <summary>Loads libtorch before any test of this assembly, on the CPU with two threads.</summary>
    [SetUpFixture]
    public sealed class LoadLibTorchOnce
    {
        /// <summary>Kept between runs, so that the repaired library is written once.</summary>
        public static string CacheFolder => Path.Combine(AppContext.BaseDirectory, "cache");

        [OneTimeSetUp]
        public void Load()
        {
            NativeBackend.Load(new NativeBackendOptions { Device = DeviceChoice.Cpu, CacheFolder = CacheFolder });
            torch.set_num_threads(2);
        }
    }
}
