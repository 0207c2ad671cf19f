#nullable enable
using System.IO;
using NUnit.Framework;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Weights
{
    public sealed class GenerationConfigTests
    {
        private string folder = "";
        private string path = "";

        [SetUp]
        public void CreateFolder()
        {
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            path = Path.Combine(folder, "generation_config.json");
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        private GenerationConfig Load(string json)
        {
            File.WriteAllText(path, json);
            return GenerationConfig.Load(folder, 100);
        }

        [Test]
        public void EveryKnownValueIsRememberedAndOthersAreIgnored()
        {
            GenerationConfig read = Load(
                @"{ ""bos_token_id"": 1, ""eos_token_id"": [2, 99], ""pad_token_id"": 0, ""do_sample"": true, ""temperature"": 0.7,
                    ""top_k"": 20, ""top_p"": 0.8, ""repetition_penalty"": 1.05, ""transformers_version"": ""4.51.0"", ""min_p"": [] }");
            Assert.That(read.EosTokenIds, Is.EqualTo(new[] { 2, 99 }));
            Assert.That((read.BosTokenId, read.PadTokenId, read.DoSample), Is.EqualTo(((int?)1, (int?)0, (bool?)true)));
            Assert.That((read.Temperature, read.TopK), Is.EqualTo(((double?)0.7, (int?)20)));
            Assert.That((read.TopP, read.RepetitionPenalty), Is.EqualTo(((double?)0.8, (double?)1.05)));
        }

        [Test]
        public void OneEndIsAListOfOne() => Assert.That(Load(@"{ ""eos_token_id"": 7 }").EosTokenIds, Is.EqualTo(new[] { 7 }));

        [Test]
        public void AFolderMayLackTheFile()
        {
            GenerationConfig read = GenerationConfig.Load(folder, 100);
            Assert.That(read.EosTokenIds, Is.Empty);
            Assert.That(new object?[] { read.DoSample, read.Temperature, read.TopK, read.TopP }, Is.All.Null);
        }

        [Test]
        public void AFileThatIsNamedMustBeThere() =>
            Assert.That(
                () => GenerationConfig.Load(path, 100),
                Throws.InstanceOf<FileNotFoundException>().With.Message.StartsWith($"{path}: expected this file, but it is not there."));

        [TestCase("temperature", "-0.1", "from 0 to 100, but found -0.1.")]
        [TestCase("temperature", "1e3", "from 0 to 100, but found 1e3.")]
        [TestCase("temperature", "\"hot\"", "a number, but found \"hot\".")]
        [TestCase("top_k", "-1", "at least 0 (0 for all tokens), but found -1.")]
        [TestCase("top_k", "2.5", "a whole number, but found 2.5.")]
        [TestCase("top_p", "0", "above 0 and at most 1, but found 0.")]
        [TestCase("top_p", "1.01", "above 0 and at most 1, but found 1.01.")]
        [TestCase("repetition_penalty", "0", "above 0 and at most 100, but found 0.")]
        [TestCase("do_sample", "1", "true or false, but found 1.")]
        [TestCase("eos_token_id", "[1, 100]", "a token id from 0 to 99 (vocab_size 100), but found 100.")]
        [TestCase("bos_token_id", "-1", "a token id from 0 to 99 (vocab_size 100), but found -1.")]
        [TestCase("pad_token_id", "100", "a token id from 0 to 99 (vocab_size 100), but found 100.")]
        public void ImpossibleValuesAreNamed(string field, string json, string message) =>
            Assert.That(
                () => Load($"{{ \"{field}\": {json} }}"),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{path}: expected {field} to be {message} Take the generation_config.json that came with the weights, or remove it."));

        [TestCase("", "expected JSON with valid text, but found a fault in line 1: ")]
        [TestCase("{", "expected JSON with valid text, but found a fault in line 1: ")]
        [TestCase("[]", "expected a JSON object, but found [].")]
        public void ADamagedFileIsRefused(string json, string message) =>
            Assert.That(() => Load(json), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"{path}: {message}"));
    }
}
