#nullable enable
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Weights
{
    public sealed class ActorConfigTests
    {
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

        private static ActorConfig Small(int heads = 4, int keyValueHeads = 2, bool bias = false, bool norm = false) => new ActorConfig
        {
            VocabSize = 32,
            HiddenSize = 32,
            IntermediateSize = 64,
            Layers = 2,
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            HeadDim = 8,
            QkvBias = bias,
            QkNorm = norm,
            EosTokenIds = new[] { 2, 5 },
            PadTokenId = 0,
            RopeTheta = 1e6,
            TieWordEmbeddings = true,
        };

        private string LoadError(string field, string json)
        {
            var config = JsonNode.Parse(
                @"{ ""architectures"": [""LlamaForCausalLM""], ""model_type"": ""llama"", ""vocab_size"": 100, ""hidden_size"": 48,
                    ""intermediate_size"": 96, ""num_hidden_layers"": 2, ""num_attention_heads"": 6, ""num_key_value_heads"": 2,
                    ""max_position_embeddings"": 128 }")!.AsObject();
            if (json == "absent") config.Remove(field);
            else config[field] = JsonNode.Parse(json);
            File.WriteAllText(path, config.ToJsonString());
            return Assert.Throws<InvalidDataException>(() => ActorConfig.Load(path))!.Message;
        }

        [TestCase(false, false, "LlamaForCausalLM")]
        [TestCase(true, false, "Qwen2ForCausalLM")]
        [TestCase(false, true, "Qwen3ForCausalLM")]
        public void AConfigComesBackAsTheArchitectureThatHasItsFeatures(bool bias, bool norm, string architecture)
        {
            Small(bias: bias, norm: norm).Save(folder);
            ActorConfig read = ActorConfig.Load(folder);
            Assert.That(read.Architecture, Is.EqualTo(architecture));
            Assert.That((read.QkvBias, read.QkNorm), Is.EqualTo((bias, norm)));
            Assert.That((read.VocabSize, read.HiddenSize, read.IntermediateSize, read.Layers), Is.EqualTo((32, 32, 64, 2)));
            Assert.That((read.Heads, read.KeyValueHeads, read.HeadDim, read.MaxPositions), Is.EqualTo((4, 2, 8, 2048)));
            Assert.That((read.RmsNormEps, read.RopeTheta, read.TieWordEmbeddings), Is.EqualTo((1e-6, 1e6, true)));
            Assert.That(read.EosTokenIds, Is.EqualTo(new[] { 2, 5 }));
            Assert.That((read.BosTokenId, read.PadTokenId), Is.EqualTo(((int?)null, (int?)0)));
        }

        [Test]
        public void LeftOutValuesHaveTheFamilysDefaults()
        {
            File.WriteAllText(path, @"{ ""model_type"": ""qwen2"", ""vocab_size"": 100, ""hidden_size"": 48, ""intermediate_size"": 96,
                ""num_hidden_layers"": 2, ""num_attention_heads"": 6, ""max_position_embeddings"": 128, ""eos_token_id"": 7,
                ""rope_scaling"": null, ""use_sliding_window"": false, ""sliding_window"": 16 }");
            ActorConfig read = ActorConfig.Load(path);
            Assert.That((read.HeadDim, read.KeyValueHeads, read.RopeTheta, read.QkvBias), Is.EqualTo((8, 6, 10000.0, true)));
            Assert.That(read.EosTokenIds, Is.EqualTo(new[] { 7 }));
        }

        [Test]
        public void RopeParametersOfNewerFilesAreRead()
        {
            File.WriteAllText(path, @"{ ""architectures"": [""Qwen3ForCausalLM""], ""vocab_size"": 100, ""hidden_size"": 48,
                ""intermediate_size"": 96, ""num_hidden_layers"": 2, ""num_attention_heads"": 6, ""max_position_embeddings"": 128,
                ""head_dim"": 16, ""rope_parameters"": { ""rope_theta"": 5e5, ""rope_type"": ""default"" } }");
            Assert.That(ActorConfig.Load(path).RopeTheta, Is.EqualTo(5e5));
        }

        [Test]
        public void HeadsThatDoNotShareKeysEvenlyAreRefused() =>
            Assert.That(
                () => Small(6, 4).Validate(),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    "config.json: expected num_attention_heads to be a multiple of num_key_value_heads 4, but found 6. Correct it, or " +
                    "take the config.json that came with the weights."));

        [Test]
        public void FeaturesThatNoArchitectureHasCannotBeSaved()
        {
            ActorConfig both = Small(bias: true, norm: true);
            Assert.That(() => both.Validate(), Throws.Nothing);
            Assert.That(
                () => both.Save(folder),
                Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith(
                    $"{path}: expected no q/k/v biases and q/k norms, as Qwen3ForCausalLM has them, but found q/k/v biases and q/k " +
                    "norms."));
        }

        [TestCase("architectures", "[\"GPT2LMHeadModel\"]", "expected architectures to name one of LlamaForCausalLM, " +
            "MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM, but found GPT2LMHeadModel. Choose an actor of a supported family.")]
        [TestCase("architectures", "[1]", "expected architectures to be a list of one text, but found 1.")]
        [TestCase("vocab_size", "absent", "expected vocab_size to be a whole number, but found none.")]
        [TestCase("vocab_size", "-3", "expected vocab_size to be from 1 to 16777216, but found -3.")]
        [TestCase("vocab_size", "1e10", "expected vocab_size to be a whole number, but found 1e10.")]
        [TestCase("vocab_size", "\"x\"", "expected vocab_size to be a whole number, but found \"x\".")]
        [TestCase("num_attention_heads", "0", "expected num_attention_heads to be from 1 to 4096, but found 0.")]
        [TestCase("num_hidden_layers", "2000000000", "expected num_hidden_layers to be from 1 to 1024, but found 2000000000.")]
        [TestCase("num_attention_heads", "7",
            "expected hidden_size to be a multiple of num_attention_heads 7, as head_dim is missing, but found 48.")]
        [TestCase("num_key_value_heads", "4", "expected num_attention_heads to be a multiple of num_key_value_heads 4, but found 6.")]
        [TestCase("head_dim", "7", "expected head_dim to be even, as rotary positions turn pairs of values, but found 7.")]
        [TestCase("hidden_act", "\"gelu\"", "expected hidden_act to be silu (others are not supported), but found gelu.")]
        [TestCase("attention_bias", "true",
            "expected attention_bias to be false (only Qwen2's q/k/v biases are supported, which need no flag), but found true.")]
        [TestCase("mlp_bias", "true", "expected mlp_bias to be false (biases there are not supported), but found true.")]
        [TestCase("rope_theta", "0.5", "expected rope_theta to be above 1 and at most 1e12, but found 0.5.")]
        [TestCase("rms_norm_eps", "0", "expected rms_norm_eps to be between 0 and 1, but found 0.")]
        [TestCase("eos_token_id", "[2, 100]", "expected eos_token_id to be a token id from 0 to 99 (vocab_size 100), but found 100.")]
        [TestCase("pad_token_id", "-1", "expected pad_token_id to be a token id from 0 to 99 (vocab_size 100), but found -1.")]
        [TestCase("quantization_config", "{\"bits\":4}",
            "expected quantization_config to be absent (supported are weights in F32, F16 or BF16), but found {\"bits\":4}.")]
        [TestCase("partial_rotary_factor", "0.5", "expected partial_rotary_factor to be 1 (others are not supported), but found 0.5.")]
        public void WhatCannotBeBuiltIsRefusedByName(string field, string json, string message) =>
            Assert.That(LoadError(field, json), Does.StartWith($"{path}: {message}"));

        [Test]
        public void ASlidingWindowShorterThanTheContextIsRefused()
        {
            File.WriteAllText(path, @"{ ""model_type"": ""mistral"", ""vocab_size"": 100, ""hidden_size"": 48, ""intermediate_size"": 96,
                ""num_hidden_layers"": 2, ""num_attention_heads"": 6, ""max_position_embeddings"": 128, ""sliding_window"": 64 }");
            Assert.That(
                () => ActorConfig.Load(path),
                Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith(
                    $"{path}: expected sliding_window to be null, or at least max_position_embeddings 128, as sliding windows are not " +
                    "supported, but found 64; if you set max_position_embeddings to 64, the two are the same. Take"));
        }

        [Test]
        public void AFileThatIsNotJsonIsRefused()
        {
            File.WriteAllText(path, "{ no");
            Assert.That(
                () => ActorConfig.Load(path),
                Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith(
                    $"{path}: expected JSON with valid text, but found a fault in line 1: ").And.Message.EndsWith(
                    "Take the config.json that came with the weights, or an actor that Repartee supports."));
        }

        [Test]
        public void AFileOfAnotherKindIsCalledByItsName()
        {
            File.WriteAllText(path, "version https://git-lfs.github.com/spec/v1\noid sha256:00");
            Assert.That(
                () => ActorConfig.Load(path),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{path}: expected JSON with valid text, but found a Git LFS pointer. Run git lfs pull in its folder, or download " +
                    "the file itself."));
        }

        [Test]
        public void AByteOrderMarkIsNoFault()
        {
            Small().Save(path);
            File.WriteAllBytes(path, new byte[] { 0xef, 0xbb, 0xbf }.Concat(File.ReadAllBytes(path)).ToArray());
            Assert.That(ActorConfig.Load(path).VocabSize, Is.EqualTo(32));
        }

        [Test]
        public void AMissingFileIsNamed() =>
            Assert.That(
                () => ActorConfig.Load(path),
                Throws.InstanceOf<FileNotFoundException>().With.Message.StartsWith($"{path}: expected this file, but it is not there."));
    }
}
