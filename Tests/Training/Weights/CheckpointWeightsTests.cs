#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Weights
{
    public sealed class CheckpointWeightsTests
    {
        private const string First = "model-00001-of-00002.safetensors";
        private const string Second = "model-00002-of-00002.safetensors";

        private string folder = "";

        [SetUp]
        public void CreateFolder() => folder = Directory.CreateTempSubdirectory("repartee-").FullName;

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        private string At(string name) => Path.Combine(folder, name);

        private void WriteTensors(string file, SafetensorsDType dtype, params (string Name, float[] Data)[] tensors) =>
            SafetensorsWriter.Write(
                At(file), tensors.Select(t => new SafetensorsTensor(t.Name, new long[] { t.Data.Length }, t.Data)), dtype);

        private void WriteIndex(params (string Tensor, string Shard)[] map)
        {
            var index = new { metadata = new { total_size = 28 }, weight_map = map.ToDictionary(m => m.Tensor, m => m.Shard) };
            File.WriteAllText(At(CheckpointWeights.IndexName), JsonSerializer.Serialize(index));
        }

        private void WriteShards()
        {
            WriteTensors(First, SafetensorsDType.F32, ("a", new[] { 1f, 2f, 3f }), ("b", new[] { 4f }));
            WriteTensors(Second, SafetensorsDType.BF16, ("c", new[] { 5f, 6f, 7f, 8f }));
        }

        private string OpenError<T>() where T : Exception => Assert.Throws<T>(() => CheckpointWeights.Open(folder))!.Message;

        private static float[] Read(CheckpointWeights weights, string name, long first, int count)
        {
            var values = new float[count];
            weights.ReadFloat32(name, first, values);
            return values;
        }

        [Test]
        public void ShardsAreReadAsOne()
        {
            WriteShards();
            WriteIndex(("a", First), ("c", Second), ("b", First));
            using CheckpointWeights weights = CheckpointWeights.Open(folder);
            Assert.That(weights.Entries.Keys, Is.EquivalentTo(new[] { "a", "b", "c" }));
            Assert.That(Read(weights, "a", 1, 2), Is.EqualTo(new[] { 2f, 3f }));
            Assert.That(Read(weights, "c", 0, 4), Is.EqualTo(new[] { 5f, 6f, 7f, 8f }));
            Assert.That(weights.FileOf("b"), Is.EqualTo(At(First)));
            Assert.That(weights.FileOf("c"), Is.EqualTo(At(Second)));
        }

        [Test]
        public void OneFileWinsOverAnIndex()
        {
            WriteTensors(CheckpointWeights.FileName, SafetensorsDType.F16, ("only", new[] { 9f }));
            File.WriteAllText(At(CheckpointWeights.IndexName), "not even JSON");
            using CheckpointWeights weights = CheckpointWeights.Open(folder);
            Assert.That(Read(weights, "only", 0, 1), Is.EqualTo(new[] { 9f }));
            Assert.That(weights.FileOf("only"), Is.EqualTo(At("model.safetensors")));
        }

        [Test]
        public void TensorsThatTheIndexDoesNotNameAreLeftOut()
        {
            WriteShards();
            WriteIndex(("a", First));
            using CheckpointWeights weights = CheckpointWeights.Open(folder);
            Assert.That(weights.Entries.Keys, Is.EqualTo(new[] { "a" }));
            Assert.That(
                () => weights.FileOf("b"),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{folder}: expected tensor 'b', but found none. It has 'a'. Take the weights and the config beside them from the " +
                    "same download."));
        }

        [TestCase("{", "expected JSON with valid text, but found a fault in line 1: ")]
        [TestCase("[]", "expected a JSON object, but found []. ")]
        [TestCase("{}", "expected weight_map to be an object, but found none. ")]
        [TestCase("{\"weight_map\":[]}", "expected weight_map to be an object, but found []. ")]
        [TestCase("{\"weight_map\":{}}", "expected weight_map to be a map of tensors to shards, but found an empty one. ")]
        [TestCase("{\"weight_map\":{\"a\":1}}", "expected a to be a text, but found 1. ")]
        [TestCase("{\"weight_map\":{\"a\":\"x.safetensors\",\"a\":\"x.safetensors\"}}",
            "expected weight_map to be a map of different tensors, but found 'a' twice. ")]
        [TestCase("{\"weight_map\":{\"\\ud800\":\"x.safetensors\"}}", "expected JSON with valid text, but found a fault: ")]
        public void ADamagedIndexIsNamed(string json, string message)
        {
            File.WriteAllText(At(CheckpointWeights.IndexName), json);
            Assert.That(
                OpenError<InvalidDataException>(),
                Does.StartWith($"{At(CheckpointWeights.IndexName)}: {message}").And.EndWith(
                    "Download the index and all of its shards again, into one folder."));
        }

        [TestCase("../x.safetensors")]
        [TestCase("sub/x.safetensors")]
        [TestCase("..\\x.safetensors")]
        [TestCase("/etc/x.safetensors")]
        [TestCase("C:\\x.safetensors")]
        [TestCase("C:x.safetensors")]
        [TestCase("x\0.safetensors")]
        [TestCase(".safetensors")]
        [TestCase("..")]
        [TestCase("")]
        [TestCase("pytorch_model-00001-of-00002.bin")]
        public void AShardElsewhereOrOfAnotherKindIsRefused(string shard)
        {
            WriteIndex(("a", shard));
            Assert.That(
                OpenError<InvalidDataException>(),
                Is.EqualTo(
                    $"{At(CheckpointWeights.IndexName)}: expected the shard of 'a' to be the name of a .safetensors file beside the " +
                    $"index, but found \"{shard}\". Download the index and all of its shards again, into one folder."));
        }

        [Test]
        public void MissingShardsAreNamedBeforeAnyIsOpened()
        {
            WriteTensors(Second, SafetensorsDType.F32, ("c", new[] { 1f }));
            File.WriteAllText(At(Second), "damaged");
            WriteIndex(("c", Second), ("a", First), ("b", First));
            Assert.That(
                OpenError<FileNotFoundException>(),
                Does.StartWith(
                    $"{At(CheckpointWeights.IndexName)}: expected every shard beside it, but found 1 of 2 missing: {First}. Download"));
        }

        [Test]
        public void ATensorMissingInItsShardIsNamed()
        {
            WriteShards();
            WriteIndex(("a", First), ("c", First));
            Assert.That(
                OpenError<InvalidDataException>(),
                Is.EqualTo(
                    $"{At(CheckpointWeights.IndexName)}: expected tensor 'c' in {First}, but found only 2 others. Take the index and the " +
                    "shards from the same download."));
        }

        [Test]
        public void AfterAFaultNoFileStaysOpen()
        {
            WriteShards();
            WriteIndex(("a", First), ("c", First));
            OpenError<InvalidDataException>();
            Assert.That(() => new FileStream(At(First), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose(), Throws.Nothing);
        }

        [TestCase("", "found neither. Download the actor's weights into this folder.")]
        [TestCase("pytorch_model.bin", "found pytorch_model.bin. PyTorch's pickles are not read, as they can run code: load the actor in " +
            "Python and call save_pretrained(folder, safe_serialization=True), or take its safetensors from the hub.")]
        [TestCase("pytorch_model.bin.index.json", "found pytorch_model.bin.index.json. PyTorch's pickles are not read")]
        [TestCase("small-q8_0.gguf", "found small-q8_0.gguf. A GGUF file plays but does not learn: take the Hugging Face folder it was " +
            "made from.")]
        [TestCase("adapter_model.safetensors", "found adapter_model.safetensors. That is an adapter: name the folder of the actor it was " +
            "trained on.")]
        [TestCase("tavern.safetensors", "found tavern.safetensors. Rename it to model.safetensors if it holds all weights, or download " +
            "the index too.")]
        public void AFolderWithoutWeightsSaysWhatToDo(string other, string message)
        {
            if (other.Length > 0) File.WriteAllText(At(other), "");
            Assert.That(
                OpenError<FileNotFoundException>(),
                Does.StartWith($"{folder}: expected model.safetensors or model.safetensors.index.json, but {message}"));
        }

        [Test]
        public void AMissingFolderIsNamed()
        {
            folder = At("none");
            string message = OpenError<DirectoryNotFoundException>();
            Assert.That(message, Does.EndWith("but found no such folder. Correct the path."));
            folder = Path.GetDirectoryName(folder)!;
        }

        [Test]
        public void WhatAnArchitectureNeedsIsHeldAgainstTheFiles()
        {
            WriteShards();
            WriteIndex(("a", First), ("b", First), ("c", Second));
            using CheckpointWeights weights = CheckpointWeights.Open(folder);
            Assert.That(() => weights.Require(new[] { ("c", new long[] { 4 }), ("a", new long[] { 3 }) }), Throws.Nothing);
            Assert.That(
                () => weights.Require(new[] { ("a", new long[] { 3 }), ("c", new long[] { 2, 2 }) }),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{At(Second)}: expected tensor 'c' to be [2, 2], but found [4]. Take the weights and the config beside them from " +
                    "the same download."));
            (string, long[])[] wanted =
                Enumerable.Range(0, 7).Select(i => ($"w{i}", new long[] { 1 })).Append(("a", new long[] { 3 })).ToArray();
            Assert.That(
                () => weights.Require(wanted),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{folder}: expected 8 tensors, but found 7 of them missing: 'w0', 'w1', 'w2', 'w3', 'w4' and 2 more. " +
                    "It has 'a', 'b', 'c'. Take the weights and the config beside them from the same download."));
        }

        [Test]
        public void IntegersAreNoWeights()
        {
            byte[] header = System.Text.Encoding.UTF8.GetBytes("{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}");
            File.WriteAllBytes(
                At(CheckpointWeights.FileName), BitConverter.GetBytes((long)header.Length).Concat(header).Concat(new byte[3]).ToArray());
            using CheckpointWeights weights = CheckpointWeights.Open(folder);
            Assert.That(
                () => weights.Require(new[] { ("a", new long[] { 3 }) }),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{At(CheckpointWeights.FileName)}: expected tensor 'a' to be F32, F16 or BF16, but found U8. Convert the file."));
        }
    }
}
