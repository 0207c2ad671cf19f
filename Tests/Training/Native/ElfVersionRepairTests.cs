#nullable enable
using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Native;

namespace Repartee.Training.Tests.Native
{
    [Platform("Linux")]
    public sealed class ElfVersionRepairTests
    {
        private static readonly string Packaged = NativePlatform.ProgramFolders()
            .Select(folder => Path.Combine(folder, "libLibTorchSharp.so")).First(File.Exists);

        private byte[] original = Array.Empty<byte>();
        private string folder = "";

        [SetUp]
        public void ReadOriginal()
        {
            original = File.ReadAllBytes(Packaged);
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        [Test]
        public void TheRepairChangesNineBytes()
        {
            byte[] repaired = ElfVersionRepair.Repair(original);
            Assert.That(repaired, Has.Length.EqualTo(original.Length));
            Assert.That(Enumerable.Range(0, original.Length).Count(i => repaired[i] != original[i]), Is.EqualTo(9));
        }

        [Test]
        public void TheRepairedCopyLoads()
        {
            string copy = TorchSharpLibrary.RepairedCopy(Packaged, folder);
            Assert.That(SharedLibrary.TryLoad(copy), Is.Null);
        }

        [Test]
        public void ThePackagedFileStaysAsItIs()
        {
            TorchSharpLibrary.RepairedCopy(Packaged, folder);
            Assert.That(File.ReadAllBytes(Packaged).AsSpan().SequenceEqual(original), Is.True);
        }

        [Test]
        public void ADamagedCopyIsWrittenAgainAndASoundOneIsKept()
        {
            string copy = TorchSharpLibrary.RepairedCopy(Packaged, folder);
            File.WriteAllText(copy, "damaged");
            Assert.That(TorchSharpLibrary.RepairedCopy(Packaged, folder), Is.EqualTo(copy));
            byte[] sound = File.ReadAllBytes(copy);
            Assert.That(sound.AsSpan().SequenceEqual(ElfVersionRepair.Repair(original)), Is.True);

            var past = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
            File.SetLastWriteTimeUtc(copy, past);
            TorchSharpLibrary.RepairedCopy(Packaged, folder);
            Assert.That(File.GetLastWriteTimeUtc(copy), Is.EqualTo(past));
            Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        }

        [Test]
        public void ARepairedFileHasNothingLeftToRepair()
        {
            byte[] repaired = ElfVersionRepair.Repair(original);
            var refused = Assert.Throws<InvalidDataException>(() => ElfVersionRepair.Repair(repaired));
            Assert.That(refused!.Message, Is.EqualTo("no symbol _ZSt21ios_base_library_initv asks for the version GLIBCXX_3.4.32"));
        }

        [TestCase(0)]
        [TestCase(63)]
        public void GarbageIsNotAnElfFile(int length)
        {
            var refused = Assert.Throws<InvalidDataException>(() => ElfVersionRepair.Repair(new byte[length]));
            Assert.That(refused!.Message, Is.EqualTo("it is not an ELF file of 64 bits, little-endian"));
        }

        [Test]
        public void ATruncatedFileIsRefusedWithWhatIsMissing()
        {
            byte[] half = original.AsSpan(0, original.Length / 2).ToArray();
            var refused = Assert.Throws<InvalidDataException>(() => ElfVersionRepair.Repair(half));
            Assert.That(refused!.Message, Does.StartWith("its section table (").And.EndsWith("the file is cut off or stripped"));
        }

        [Test]
        public void ADamagedFileGivesAClearErrorOrARepairButNeverReadsOutside()
        {
            var random = new Random(1);
            int table = (int)BitConverter.ToInt64(original, 40);
            byte[] damaged = (byte[])original.Clone();
            for (int round = 0; round < 300; round++)
            {
                int at = round % 3 == 0 ? random.Next(64) : table + random.Next(original.Length - table);
                byte before = damaged[at];
                damaged[at] = (byte)random.Next(256);
                try
                {
                    Assert.That(ElfVersionRepair.Repair(damaged), Has.Length.EqualTo(original.Length));
                }
                catch (InvalidDataException refused)
                {
                    Assert.That(refused.Message, Is.Not.Empty);
                }

                damaged[at] = before;
            }
        }

        [Test]
        public void AFileThatCannotBeRepairedIsNamed()
        {
            string path = Path.Combine(folder, "broken.so");
            File.WriteAllBytes(path, new byte[100]);
            var refused = Assert.Throws<NativeBackendException>(() => TorchSharpLibrary.RepairedCopy(path, folder));
            Assert.That(refused!.Message, Does.StartWith($"{path} needs GLIBCXX_3.4.32").And.Contain("Restore the package " +
                "TorchSharp again"));
        }
    }
}
