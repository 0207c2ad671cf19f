#nullable enable
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Native;
using TorchSharp;

namespace Repartee.Training.Tests.Native
{
    public sealed class NativeBackendTests
    {
        private string folder = "";

        [SetUp]
        public void CreateFolder() => folder = Directory.CreateTempSubdirectory("repartee-").FullName;

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        [Test]
        public void TorchWorksAfterLoading()
        {
            using var ones = torch.ones(3, 4);
            using var sum = ones.sum();
            Assert.That(sum.item<float>(), Is.EqualTo(12f));
        }

        [Test]
        public void LoadingAgainSaysWhatIsLoaded()
        {
            NativeBackendInfo info = NativeBackend.Load(new NativeBackendOptions { Device = DeviceChoice.Cpu });
            Assert.That(info.Device, Is.EqualTo("cpu"));
            Assert.That(File.Exists(Path.Combine(info.LibTorchFolder, NativePlatform.FileName("torch_cpu"))), Is.True);
            Assert.That(info.Threads, Is.EqualTo(torch.get_num_threads()));
            Assert.That(info.ToString(), Does.StartWith("cpu, libtorch 2."));
        }

        [Test]
        public void LoadingTheSameFolderByNameIsFine()
        {
            string loaded = NativeBackend.Load().LibTorchFolder;
            Assert.That(NativeBackend.Load(new NativeBackendOptions { LibTorchFolder = loaded }).LibTorchFolder, Is.EqualTo(loaded));
        }

        [Test]
        public void ManyThreadsMayLoadAtOnce()
        {
            var folders = new string[16];
            Parallel.For(0, folders.Length, i => folders[i] = NativeBackend.Load().LibTorchFolder);
            Assert.That(folders.Distinct().Count(), Is.EqualTo(1));
        }

        [Test]
        public void AFolderWithoutLibTorchIsRefusedByName()
        {
            var refused = Assert.Throws<NativeBackendException>(
                () => NativeBackend.Load(new NativeBackendOptions { LibTorchFolder = folder }));
            Assert.That(refused!.Message, Does.StartWith($"The libtorch folder {folder} holds no {NativePlatform.FileName("torch_cpu")}"));
            Assert.That(refused.Message, Does.Contain("REPARTEE_LIBTORCH"));
        }

        [Test]
        public void AMissingFolderIsCalledMissing()
        {
            var refused = Assert.Throws<NativeBackendException>(
                () => NativeBackend.Load(new NativeBackendOptions { LibTorchFolder = Path.Combine(folder, "absent") }));
            Assert.That(refused!.Message, Does.Contain("(the folder does not exist)"));
        }

        [Test]
        public void ASecondLibTorchIsRefusedBecauseItWouldAbortTheProcess()
        {
            Directory.CreateDirectory(Path.Combine(folder, "lib"));
            File.WriteAllText(Path.Combine(folder, "lib", NativePlatform.FileName("torch_cpu")), "never loaded");
            var refused = Assert.Throws<NativeBackendException>(
                () => NativeBackend.Load(new NativeBackendOptions { LibTorchFolder = folder }));
            Assert.That(refused!.Message, Does.Contain("which aborts the process").Or.Contain("A process can hold only one libtorch"));
        }

        [Test]
        public void CudaIsRefusedWhereLibTorchHasNone()
        {
            Assume.That(NativeBackend.Load().Device, Is.EqualTo("cpu"));
            var refused = Assert.Throws<NativeBackendException>(
                () => NativeBackend.Load(new NativeBackendOptions { Device = DeviceChoice.Cuda }));
            Assert.That(refused!.Message, Does.StartWith("Device cuda was asked for, but "));
            Assert.That(refused.Message, Does.Contain("Use --device cpu or --device auto"));
        }
    }
}
