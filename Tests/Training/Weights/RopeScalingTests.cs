#nullable enable
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Weights
{
    public sealed class RopeScalingTests
    {
        private const string Llama3 =
            @"{ ""rope_type"": ""llama3"", ""factor"": 32.0, ""low_freq_factor"": 1.0, ""high_freq_factor"": 4.0,
                ""original_max_position_embeddings"": 8192 }";

        private string folder = "";
        private string path = "";

        [SetUp]
        public void CreateFolder()
        {
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            path = Path.Combine(folder, "config.json");
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        private ActorConfig Load(params (string Field, string Json)[] fields)
        {
            var config = JsonNode.Parse(
                @"{ ""architectures"": [""LlamaForCausalLM""], ""vocab_size"": 100, ""hidden_size"": 48, ""intermediate_size"": 96,
                    ""num_hidden_layers"": 2, ""num_attention_heads"": 6, ""max_position_embeddings"": 128 }")!.AsObject();
            foreach ((string field, string json) in fields) config[field] = JsonNode.Parse(json);
            File.WriteAllText(path, config.ToJsonString());
            return ActorConfig.Load(path);
        }

        private static string With(string field, string json)
        {
            JsonObject rope = JsonNode.Parse(Llama3)!.AsObject();
            if (json == "absent") rope.Remove(field);
            else rope[field] = JsonNode.Parse(json);
            return rope.ToJsonString();
        }

        [Test]
        public void TheOlderFormIsRead()
        {
            ActorConfig read = Load(("rope_theta", "500000.0"), ("rope_scaling", Llama3));
            Assert.That(read.RopeTheta, Is.EqualTo(500000));
            Assert.That(read.RopeScaling, Is.EqualTo(new Llama3RopeScaling(32, 1, 4, 8192)));
        }

        [Test]
        public void TheNewerFormIsRead()
        {
            ActorConfig read = Load(("rope_parameters", With("rope_theta", "500000.0")));
            Assert.That(read.RopeTheta, Is.EqualTo(500000));
            Assert.That(read.RopeScaling, Is.EqualTo(new Llama3RopeScaling(32, 1, 4, 8192)));
        }

        [TestCase("rope_scaling", "null")]
        [TestCase("rope_scaling", "{ \"type\": \"default\" }")]
        [TestCase("rope_parameters", "{ \"rope_type\": \"default\", \"rope_theta\": 10000 }")]
        public void NoScalingIsNull(string field, string json) => Assert.That(Load((field, json)).RopeScaling, Is.Null);

        [TestCase("linear")]
        [TestCase("dynamic")]
        [TestCase("yarn")]
        [TestCase("longrope")]
        public void OtherScalingsAreRefusedByName(string type) =>
            Assert.That(
                () => Load(("rope_scaling", $"{{ \"type\": \"{type}\", \"factor\": 2.0 }}")),
                Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith(
                    $"{path}: expected rope_type of rope_scaling to be default or llama3 (others are not supported), but found {type}."));

        [TestCase("factor", "0.5", "expected factor of the llama3 rope scaling to be from 1 to 1e6, but found 0.5.")]
        [TestCase("factor", "absent", "expected factor to be a number, but found none.")]
        [TestCase("low_freq_factor", "0",
            "expected low_freq_factor of the llama3 rope scaling to be above 0 and at most 1e6, but found 0.")]
        [TestCase("high_freq_factor", "1.0",
            "expected high_freq_factor of the llama3 rope scaling to be above low_freq_factor 1 and at most 1e6, but found 1.")]
        [TestCase("original_max_position_embeddings", "0",
            "expected original_max_position_embeddings to be from 1 to 16777216, but found 0.")]
        [TestCase("original_max_position_embeddings", "8192.5",
            "expected original_max_position_embeddings to be a whole number, but found 8192.5.")]
        [TestCase("partial_rotary_factor", "0.5", "expected partial_rotary_factor to be 1 (others are not supported), but found 0.5.")]
        public void ImpossibleValuesAreNamed(string field, string json, string message) =>
            Assert.That(
                () => Load(("rope_parameters", With(field, json))),
                Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"{path}: {message} "));

        [Test]
        public void FormsThatContradictEachOtherAreRefused()
        {
            Assert.That(
                () => Load(("rope_theta", "10000"), ("rope_parameters", With("rope_theta", "500000.0"))),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains(
                    "expected rope_theta of rope_parameters to be 10000 like the rope_theta beside it, but found 500000.0."));
            Assert.That(
                () => Load(("rope_scaling", Llama3), ("rope_parameters", With("factor", "8.0"))),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains(
                    "expected rope_parameters to be the same as rope_scaling, but found another scaling."));
        }

        [Test]
        public void ScalingsThatDifferByLayerAreRefused() =>
            Assert.That(
                () => Load(("rope_parameters", "{ \"full_attention\": { \"rope_theta\": 1e6 } }")),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains(
                    "expected rope_parameters to be the same for all layers, but found one for full_attention."));

        [Test]
        public void BothFormsAreWrittenAndComeBack()
        {
            var config = new ActorConfig
            {
                VocabSize = 32,
                HiddenSize = 32,
                IntermediateSize = 64,
                Layers = 2,
                Heads = 4,
                RopeTheta = 500000,
                RopeScaling = new Llama3RopeScaling(8, 1, 4.5, 8192),
            };
            config.Save(folder);
            Assert.That(ActorConfig.Load(folder).RopeScaling, Is.EqualTo(config.RopeScaling));
            JsonNode json = JsonNode.Parse(File.ReadAllText(path))!;
            const string scaling =
                "\"factor\":8.0,\"low_freq_factor\":1.0,\"high_freq_factor\":4.5,\"original_max_position_embeddings\":8192}";
            Assert.That(json["rope_theta"]!.ToJsonString(), Is.EqualTo("500000"));
            Assert.That(json["rope_scaling"]!.ToJsonString(), Is.EqualTo("{\"rope_type\":\"llama3\"," + scaling));
            Assert.That(
                json["rope_parameters"]!.ToJsonString(), Is.EqualTo("{\"rope_type\":\"llama3\",\"rope_theta\":500000," + scaling));
        }

        [Test]
        [SetCulture("de-DE")]
        public void NumbersAreWrittenAlikeEverywhere()
        {
            Assert.That(0.5.ToString(CultureInfo.CurrentCulture), Is.EqualTo("0,5"));
            BothFormsAreWrittenAndComeBack();
            ImpossibleValuesAreNamed("factor", "0.5", "expected factor of the llama3 rope scaling to be from 1 to 1e6, but found 0.5.");
        }
    }
}
