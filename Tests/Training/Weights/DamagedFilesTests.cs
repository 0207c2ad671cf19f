#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Weights
{
    /// <summary>Thousands of small damages to every kind of file; whatever they do, the reader says so or reads what is there.</summary>
    public sealed class DamagedFilesTests
    {
        private const int Rounds = 2000;
        private const long MostMemory = 1 << 20;

        private string folder = "";

        [SetUp]
        public void CreateFolder() => folder = Directory.CreateTempSubdirectory("repartee-").FullName;

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        private string At(string name) => Path.Combine(folder, name);

        private static byte[] Damage(byte[] sound, Random random)
        {
            byte[] bytes = sound.ToArray();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                int at = random.Next(bytes.Length);
                bytes[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                    _ => (byte)"0123456789-{}[]\",:\\u."[random.Next(21)],
                };
            }

            return random.Next(8) == 0 ? bytes.AsSpan(0, random.Next(bytes.Length)).ToArray() : bytes;
        }

        // Counts what was refused; anything but a refusal or success is a fault, and so is much memory.
        private static int Refused(string file, byte[] sound, int seed, Action read)
        {
            var random = new Random(seed);
            int refused = 0;
            for (int round = 0; round < Rounds; round++)
            {
                byte[] damaged = Damage(sound, random);
                File.WriteAllBytes(file, damaged);
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    read();
                }
                catch (Exception e) when (e is InvalidDataException || e is IOException)
                {
                    refused++;
                    Assert.That(e.Message, Does.Contain(": expected ").And.Length.LessThan(1000), $"round {round}");
                }
                catch (Exception e)
                {
                    Assert.Fail($"Round {round} ended with {e}\n{Convert.ToHexString(damaged)}");
                }

                long taken = GC.GetAllocatedBytesForCurrentThread() - before;
                if (taken > MostMemory) Assert.Fail($"Round {round} took {taken} bytes\n{Convert.ToHexString(damaged)}");
            }

            return refused;
        }

        private void WriteWeights(string name) => SafetensorsWriter.Write(
            At(name),
            new[]
            {
                new SafetensorsTensor("a", new long[] { 2, 3 }, new float[6]),
                new SafetensorsTensor("b", new long[] { 5 }, new float[5]),
            },
            SafetensorsDType.BF16, new Dictionary<string, string> { ["format"] = "pt" });

        private void ReadWeights()
        {
            using CheckpointWeights weights = CheckpointWeights.Open(folder);
            foreach (SafetensorsEntry entry in weights.Entries.Values.Where(e => e.DType != SafetensorsDType.U8))
                weights.ReadFloat32(entry.Name, 0, new float[entry.Elements]);
        }

        [Test]
        public void DamagedWeights()
        {
            WriteWeights(CheckpointWeights.FileName);
            string file = At(CheckpointWeights.FileName);
            Assert.That(Refused(file, File.ReadAllBytes(file), 11, ReadWeights), Is.InRange(Rounds / 2, Rounds - 1));
        }

        [Test]
        public void ADamagedIndex()
        {
            WriteWeights("s1.safetensors");
            string file = At(CheckpointWeights.IndexName);
            byte[] sound = System.Text.Encoding.UTF8.GetBytes(
                "{\"metadata\":{\"total_size\":22},\"weight_map\":{\"a\":\"s1.safetensors\",\"b\":\"s1.safetensors\"}}");
            Assert.That(Refused(file, sound, 12, ReadWeights), Is.InRange(Rounds / 2, Rounds - 1));
        }

        [Test]
        public void ADamagedActorConfig()
        {
            string file = At("config.json");
            new ActorConfig
            {
                VocabSize = 32,
                HiddenSize = 32,
                IntermediateSize = 64,
                Layers = 2,
                Heads = 4,
                EosTokenIds = new[] { 2, 5 },
                RopeScaling = new Llama3RopeScaling(8, 1, 4, 8192),
            }.Save(file);
            Assert.That(Refused(file, File.ReadAllBytes(file), 13, () => ActorConfig.Load(file)), Is.InRange(Rounds / 2, Rounds - 1));
        }

        [Test]
        public void ADamagedAdapterConfig()
        {
            string file = At(AdapterConfigFile.Name);
            AdapterConfigFile.Save(new AdapterConfig { BaseModel = "b\u00e4r" }, file);
            Assert.That(Refused(file, File.ReadAllBytes(file), 14, () => AdapterConfigFile.Load(file)), Is.InRange(Rounds / 2, Rounds - 1));
        }

        [Test]
        public void ADamagedGenerationConfig()
        {
            string file = At(GenerationConfig.FileName);
            byte[] sound = System.Text.Encoding.UTF8.GetBytes(
                "{\"eos_token_id\":[2,99],\"do_sample\":true,\"temperature\":0.7,\"top_k\":20,\"top_p\":0.8,\"_from\":\"\\u00e4\"}");
            Assert.That(Refused(file, sound, 15, () => GenerationConfig.Load(file, 100)), Is.InRange(Rounds / 2, Rounds - 1));
        }
    }
}
