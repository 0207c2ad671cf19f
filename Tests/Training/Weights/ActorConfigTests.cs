#nullable enable
using System.IO;
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
                    "config.json: num_attention_heads 6 is not a multiple of num_key_value_heads 4."));

        [Test]
        public void FeaturesThatNoArchitectureHasCannotBeSaved()
        {
            ActorConfig both = Small(bias: true, norm: true);
            Assert.That(() => both.Validate(), Throws.Nothing);
            Assert.That(
                () => both.Save(folder),
                Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith(
                    $"{path}: Qwen3ForCausalLM has no q/k/v biases and q/k norms, but this actor has q/k/v biases and q/k norms."));
        }

        [TestCase("architectures", "[\"GPT2LMHeadModel\"]", "architectures names GPT2LMHeadModel, which is not supported. Supported are " +
            "LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM.")]
        [TestCase("architectures", "[1]", "architectures must be a list of one text, but is 1.")]
        [TestCase("vocab_size", "absent", "vocab_size is missing. Is this the config.json of a language model?")]
        [TestCase("vocab_size", "-3", "vocab_size -3 is not a positive number.")]
        [TestCase("vocab_size", "1e10", "vocab_size must be a whole number, but is 1e10.")]
        [TestCase("vocab_size", "\"x\"", "vocab_size must be a whole number, but is \"x\".")]
        [TestCase("num_attention_heads", "0", "num_attention_heads 0 is not a positive number.")]
        [TestCase("num_attention_heads", "7", "hidden_size 48 is not a multiple of num_attention_heads 7, and head_dim is missing.")]
        [TestCase("num_key_value_heads", "4", "num_attention_heads 6 is not a multiple of num_key_value_heads 4.")]
        [TestCase("head_dim", "7", "head_dim 7 is odd, but rotary positions turn pairs of values.")]
        [TestCase("hidden_act", "\"gelu\"", "hidden_act gelu is not supported; supported is silu.")]
        [TestCase("attention_bias", "true",
            "attention_bias true is not supported; supported is false (Qwen2 has its q/k/v biases without it).")]
        [TestCase("mlp_bias", "true", "mlp_bias true is not supported; supported is false.")]
        [TestCase("rope_scaling", "{\"rope_type\":\"llama3\"}", "rope_scaling llama3 is not supported; supported is null or default.")]
        [TestCase("rope_scaling", "{\"type\":\"linear\"}", "rope_scaling linear is not supported; supported is null or default.")]
        [TestCase("rope_theta", "0.5", "rope_theta 0.5 is not above 1 and at most 1e12.")]
        [TestCase("rms_norm_eps", "0", "rms_norm_eps 0 is not between 0 and 1.")]
        [TestCase("eos_token_id", "[2, 100]", "eos_token_id 100 is not a token id from 0 to 99 (vocab_size 100).")]
        [TestCase("pad_token_id", "-1", "pad_token_id -1 is not a token id from 0 to 99 (vocab_size 100).")]
        [TestCase("quantization_config", "{}", "quantization_config given is not supported; supported is weights in F32, F16 or BF16.")]
        public void WhatCannotBeBuiltIsRefusedByName(string field, string json, string message) =>
            Assert.That(LoadError(field, json), Is.EqualTo($"{path}: {message}"));

        [Test]
        public void ASlidingWindowShorterThanTheContextIsRefused()
        {
            File.WriteAllText(path, @"{ ""model_type"": ""mistral"", ""vocab_size"": 100, ""hidden_size"": 48, ""intermediate_size"": 96,
                ""num_hidden_layers"": 2, ""num_attention_heads"": 6, ""max_position_embeddings"": 128, ""sliding_window"": 64 }");
            Assert.That(
                () => ActorConfig.Load(path),
                Throws.InstanceOf<InvalidDataException>().With.Message.EndsWith("Set max_position_embeddings to 64: up to " +
                    "there the two are the same."));
        }

        [Test]
        public void AFileThatIsNotJsonIsRefused()
        {
            File.WriteAllText(path, "{ no");
            Assert.That(
                () => ActorConfig.Load(path), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"{path} is not JSON: "));
        }
    }
}
