using System;
using System.IO;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Native;
using TorchSharp;

namespace Repartee.Llama.Tests;

/// <summary>Installs and loads llama.cpp, and libtorch for the actors it is compared with; without llama.cpp, no test runs.</summary>
[SetUpFixture]
public sealed class LlamaSetUp
{
    [OneTimeSetUp]
    public void Load()
    {
        try
        {
            LlamaLibrary.Load(LlamaInstall.Run());
        }
        catch (PlatformNotSupportedException why)
        {
            Assert.Ignore("llama.cpp is not compared with here. " + why.Message);
        }

        string cache = Path.Combine(AppContext.BaseDirectory, "cache");
        NativeBackend.Load(new NativeBackendOptions { Device = DeviceChoice.Cpu, CacheFolder = cache });
        torch.set_num_threads(1);
    }
}
