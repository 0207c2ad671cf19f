#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Frozen.Tests.Gguf
{
    /// <summary>Many small damages to a file; whatever they do, the reader says so or reads what is there.</summary>
    public sealed class DamagedFilesTests
    {
        private const long MostMemory = 1 << 18; // the reader's buffers are 1 << 16 each

        private static readonly ulong[] Fields =
        {
            0, 1, 2, 7, 8, 9, 12, 13, 31, 32, 33, 64, 255, 65535, 65536, int.MaxValue, 1ul << 31, uint.MaxValue, 1ul << 32, 1ul << 61,
            1ul << 62, long.MaxValue - 31, long.MaxValue, 1ul << 63, ulong.MaxValue - 31, ulong.MaxValue,
        };

        private string folder = "";
        private string path = "";

        [SetUp]
        public void CreateFolder()
        {
            folder = TemporaryFolder.Create();
            path = Path.Combine(folder, "actor.gguf");
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        private byte[] SoundFile()
        {
            static GgufTensor Tensor(string name, GgufType type, params long[] shape) =>
                new GgufTensor(name, shape, type, (first, part) => part.Fill(0.5f));
            GgufWriter.Write(
                path,
                new Dictionary<string, object>
                {
                    ["general.architecture"] = "llama",
                    ["general.alignment"] = 32u,
                    ["llama.block_count"] = 2u,
                    ["llama.epsilon"] = 1e-5f,
                    ["tokenizer.tokens"] = new[] { "<s>", "ale", "" },
                    ["tokenizer.scores"] = new[] { 0f, 1f, 2f },
                    ["flags"] = new[] { true, false },
                },
                new[]
                {
                    Tensor("a", GgufType.F32, 2, 3), Tensor("b", GgufType.F16, 5), Tensor("c", GgufType.Q8_0, 2, 32),
                });
            byte[] sound = File.ReadAllBytes(path);
            Assert.That(sound, Has.Length.LessThan(2000));
            return sound;
        }

        private static byte[] Damage(byte[] sound, int headerBytes, Random random)
        {
            byte[] bytes = sound.ToArray();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int at = random.Next(headerBytes);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)Fields[random.Next(Fields.Length)]); break;
                    default: BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), Fields[random.Next(Fields.Length)]); break;
                }
            }

            return random.Next(8) == 0 ? bytes.AsSpan(0, random.Next(bytes.Length)).ToArray() : bytes;
        }

        // Counts what was refused; anything but a refusal or success is a fault, and so is much memory.
        private static int Refused(byte[] sound, int headerBytes, int rounds, int seed, Action<byte[]> read)
        {
            var random = new Random(seed);
            int refused = 0;
            for (int round = 0; round < rounds; round++)
            {
                byte[] damaged = Damage(sound, headerBytes, random);
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    read(damaged);
                }
                catch (Exception e) when (e is InvalidDataException || e is IOException)
                {
                    refused++;
                    if (!e.Message.Contains(": expected ", StringComparison.Ordinal) || e.Message.Length > 600)
                        Assert.Fail($"Round {round} said {e.Message}");
                }
                catch (Exception e)
                {
                    Assert.Fail($"Round {round} ended with {e}\n{GgufBytes.Hex(damaged)}");
                }

                long taken = GC.GetAllocatedBytesForCurrentThread() - before;
                if (taken > MostMemory) Assert.Fail($"Round {round} took {taken} bytes\n{GgufBytes.Hex(damaged)}");
            }

            return refused;
        }

        private static void ReadHeader(byte[] bytes)
        {
            foreach (GgufTensorInfo tensor in GgufHeader.Read(new MemoryStream(bytes), "f").Tensors.Values)
                if (tensor.Offset < 24 || tensor.ByteCount < 1 || tensor.ByteCount > bytes.Length - tensor.Offset)
                    Assert.Fail($"'{tensor.Name}' lies at {tensor.Offset}, {tensor.ByteCount} bytes of {bytes.Length}.");
        }

        private void ReadFile(byte[] bytes)
        {
            File.WriteAllBytes(path, bytes);
            using GgufFile file = GgufFile.Open(path);
            foreach (GgufTensorInfo tensor in file.Tensors.Values)
            {
                file.ReadFloat32(tensor.Name, 0, new float[tensor.Elements]);
                file.Read(tensor.Name, 0, new byte[tensor.ByteCount]);
            }
        }

        [Test]
        public void ADamagedHeaderIsRefusedOrLiesWithinTheFile()
        {
            int rounds = Fuzz.Rounds(150_000);
            byte[] sound = SoundFile();
            Assert.That(Refused(sound, HeaderBytes(sound), rounds, 21, ReadHeader), Is.InRange(rounds / 2, rounds * 19 / 20));
        }

        [Test]
        public void ADamagedFileIsRefusedOrRead()
        {
            int rounds = Fuzz.Rounds(3000);
            byte[] sound = SoundFile();
            Assert.That(Refused(sound, sound.Length - 8, rounds, 22, ReadFile), Is.InRange(rounds / 4, rounds * 19 / 20));
        }

        [Test]
        public void EveryTruncationIsRefused()
        {
            byte[] sound = SoundFile();
            long end = GgufHeader.Read(new MemoryStream(sound), "f").Tensors.Values.Max(tensor => tensor.Offset + tensor.ByteCount);
            for (int length = 0; length < sound.Length; length++)
            {
                byte[] cut = sound.AsSpan(0, length).ToArray();
                if (length < end) Assert.That(() => ReadHeader(cut), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
                else Assert.That(() => ReadHeader(cut), Throws.Nothing, $"{length} bytes");
            }
        }

        private static int HeaderBytes(byte[] sound) =>
            (int)GgufHeader.Read(new MemoryStream(sound), "f").Tensors.Values.Min(tensor => tensor.Offset);
    }
}
