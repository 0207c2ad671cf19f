#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Weights
{
    public sealed class AdapterConfigTests
    {
        // As PEFT 0.17 writes it.
        private const string Peft = @"{ ""alpha_pattern"": {}, ""auto_mapping"": null, ""base_model_name_or_path"": ""tavern/small"",
            ""bias"": ""none"", ""corda_config"": null, ""eva_config"": null, ""exclude_modules"": null, ""fan_in_fan_out"": false,
            ""inference_mode"": true, ""init_lora_weights"": true, ""layer_replication"": null, ""layers_pattern"": null,
            ""layers_to_transform"": null, ""loftq_config"": {}, ""lora_alpha"": 32, ""lora_bias"": false, ""lora_dropout"": 0.05,
            ""megatron_config"": null, ""megatron_core"": ""megatron.core"", ""modules_to_save"": null, ""peft_type"": ""LORA"",
            ""qalora_group_size"": 16, ""r"": 16, ""rank_pattern"": {}, ""revision"": null, ""target_modules"": [""v_proj"", ""q_proj""],
            ""target_parameters"": null, ""task_type"": ""CAUSAL_LM"", ""trainable_token_indices"": null, ""use_dora"": false,
            ""use_qalora"": false, ""use_rslora"": false }";

        private string folder = "";
        private string path = "";

        [SetUp]
        public void CreateFolder()
        {
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            path = Path.Combine(folder, "adapter_config.json");
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        private AdapterConfig Load(string field = "inference_mode", string json = "true")
        {
            JsonObject config = JsonNode.Parse(Peft)!.AsObject();
            if (json == "absent") config.Remove(field);
            else config[field] = JsonNode.Parse(json);
            File.WriteAllText(path, config.ToJsonString());
            return AdapterConfigFile.Load(folder);
        }

        [Test]
        public void AFileOfPeftIsRead()
        {
            AdapterConfig read = Load();
            Assert.That((read.Rank, read.Alpha, read.UseRsLora, read.Dropout), Is.EqualTo((16, 32.0, false, 0.05)));
            Assert.That(read.BaseModel, Is.EqualTo("tavern/small"));
            Assert.That(read.TargetModules, Is.EqualTo(new[] { "q_proj", "v_proj" }));
            Assert.That(read.Scale, Is.EqualTo(2));
        }

        [Test]
        public void TheScaleOfRankStabilizedLoraFallsWithTheRoot() =>
            Assert.That(new AdapterConfig { Rank = 64, Alpha = 32, UseRsLora = true }.Scale, Is.EqualTo(4));

        [Test]
        public void AConfigComesBackAndIsAllThatPeftWants()
        {
            var config = new AdapterConfig
            {
                Rank = 4,
                Alpha = 6.5,
                TargetModules = new[] { "down_proj", "k_proj", "k_proj" },
                UseRsLora = true,
                BaseModel = "C:\\Wörter",
                Dropout = 0.1,
            };
            AdapterConfigFile.Save(config, folder);
            Assert.That(AdapterConfigFile.Load(path), Is.EqualTo(config));
            JsonObject json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            Assert.That(json["peft_type"]!.ToString(), Is.EqualTo("LORA"));
            Assert.That(json["task_type"]!.ToString(), Is.EqualTo("CAUSAL_LM"));
            Assert.That(json["bias"]!.ToString(), Is.EqualTo("none"));
            Assert.That(json["inference_mode"]!.GetValue<bool>(), Is.True);
            Assert.That(json["target_modules"]!.ToJsonString(), Is.EqualTo("[\"k_proj\",\"down_proj\"]"));
            Assert.That(json.Select(p => p.Key), Is.SubsetOf(JsonNode.Parse(Peft)!.AsObject().Select(p => p.Key)));
        }

        [Test]
        public void AWholeAlphaIsWrittenAsOne()
        {
            AdapterConfigFile.Save(new AdapterConfig { Alpha = 16 }, folder);
            Assert.That(File.ReadAllText(path), Does.Contain("\"lora_alpha\": 16,"));
        }

        [Test]
        public void AdaptersOfTheSameShapeAreEqual()
        {
            var one = new AdapterConfig { TargetModules = new[] { "v_proj", "q_proj" } };
            var other = new AdapterConfig { TargetModules = new[] { "q_proj", "v_proj" } };
            Assert.That(one, Is.EqualTo(other));
            Assert.That(one.GetHashCode(), Is.EqualTo(other.GetHashCode()));
            Assert.That(one, Is.Not.EqualTo(new AdapterConfig()));
        }

        [TestCase("\"all-linear\"", "q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj")]
        [TestCase("\".*\\\\.(q_proj|v_proj)\"", "q_proj,v_proj")]
        [TestCase("\".*\\\\.(?:o_proj|k_proj)$\"", "k_proj,o_proj")]
        [TestCase("\"^.*(up_proj|gate_proj)$\"", "gate_proj,up_proj")]
        [TestCase("\".*down_proj\"", "down_proj")]
        public void SimplePatternsAreRead(string json, string expected) =>
            Assert.That(string.Join(",", Load("target_modules", json).TargetModules), Is.EqualTo(expected));

        private const string SomeOf = "some of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj";

        [TestCase("target_modules", "\"q_proj\"", "a list, all-linear, or a pattern like .*\\.(q_proj|v_proj), but found \"q_proj\".")]
        [TestCase("target_modules", "\".*layers\\\\.[0-9]\\\\.q_proj\"",
            "a list, all-linear, or a pattern like .*\\.(q_proj|v_proj), but found")]
        [TestCase("target_modules", "\".*(a|a)*(b|b)*$\"", "a list, all-linear, or a pattern like .*\\.(q_proj|v_proj), but found")]
        [TestCase("target_modules", "[\"q_proj\", \"lm_head\"]", SomeOf + ", but found \"lm_head\".")]
        [TestCase("target_modules", "[\"embed_tokens\"]", SomeOf + ", but found \"embed_tokens\".")]
        [TestCase("target_modules", "\".*(q_proj|c_attn)\"", SomeOf + ", but found \"c_attn\".")]
        [TestCase("target_modules", "[1]", "a list of texts, but found 1.")]
        [TestCase("target_modules", "[]", SomeOf + ", but found none.")]
        [TestCase("target_modules", "null", SomeOf + ", but found none.")]
        [TestCase("peft_type", "\"IA3\"", "LORA, but found IA3.")]
        [TestCase("peft_type", "absent", "a text, but found none.")]
        [TestCase("task_type", "\"SEQ_CLS\"", "CAUSAL_LM, but found SEQ_CLS.")]
        [TestCase("bias", "\"lora_only\"", "none, but found lora_only.")]
        [TestCase("use_dora", "true", "empty, false or absent, but found true.")]
        [TestCase("modules_to_save", "[\"lm_head\"]", "empty, false or absent, but found [\"lm_head\"].")]
        [TestCase("fan_in_fan_out", "true", "empty, false or absent, but found true.")]
        [TestCase("rank_pattern", "{\"q_proj\":4}", "empty, false or absent, but found {\"q_proj\":4}.")]
        [TestCase("alpha_pattern", "{\"q_proj\":4}", "empty, false or absent, but found {\"q_proj\":4}.")]
        [TestCase("layers_to_transform", "0", "empty, false or absent, but found 0.")]
        [TestCase("layers_pattern", "\"h\"", "empty, false or absent, but found \"h\".")]
        [TestCase("target_parameters", "[\"w\"]", "empty, false or absent, but found [\"w\"].")]
        [TestCase("exclude_modules", "[\"w\"]", "empty, false or absent, but found [\"w\"].")]
        [TestCase("trainable_token_indices", "[1]", "empty, false or absent, but found [1].")]
        [TestCase("layer_replication", "[[0,1]]", "empty, false or absent, but found [[0,1]].")]
        [TestCase("lora_bias", "true", "empty, false or absent, but found true.")]
        [TestCase("use_qalora", "true", "empty, false or absent, but found true.")]
        [TestCase("init_lora_weights", "\"pissa_niter_16\"",
            "a start that leaves the backbone as it is, such as true, but found pissa_niter_16.")]
        [TestCase("r", "0", "from 1 to 1024, but found 0.")]
        [TestCase("r", "1025", "from 1 to 1024, but found 1025.")]
        [TestCase("r", "absent", "a whole number, but found none.")]
        [TestCase("lora_alpha", "0", "above 0 and at most 1e6, but found 0.")]
        [TestCase("lora_alpha", "1e9", "above 0 and at most 1e6, but found 1000000000.")]
        [TestCase("lora_alpha", "\"16\"", "a number, but found \"16\".")]
        [TestCase("lora_dropout", "1", "from 0 to below 1, but found 1.")]
        [TestCase("use_rslora", "0", "true or false, but found 0.")]
        public void WhatCannotBeBuiltIsRefusedByName(string field, string json, string message) =>
            Assert.That(
                () => Load(field, json),
                Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"{path}: expected {field} to be {message}"));

        [TestCase("true")]
        [TestCase("false")]
        [TestCase("\"gaussian\"")]
        [TestCase("null")]
        public void HowAnAdapterBeganDoesNotMatter(string json) => Assert.That(() => Load("init_lora_weights", json), Throws.Nothing);

        [Test]
        public void AnImpossibleConfigIsNotWritten()
        {
            Assert.That(
                () => AdapterConfigFile.Save(new AdapterConfig { TargetModules = Array.Empty<string>() }, folder),
                Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                    $"{path}: expected target_modules to be {SomeOf}, but found none. Correct it, or train the adapter anew with such " +
                    "values."));
            Assert.That(() => new AdapterConfig { Alpha = double.NaN }.Validate(), Throws.InstanceOf<InvalidDataException>());
            Assert.That(Directory.GetFiles(folder), Is.Empty);
        }

        [Test]
        public void AMissingFileIsNamed() =>
            Assert.That(
                () => AdapterConfigFile.Load(path),
                Throws.InstanceOf<FileNotFoundException>().With.Message.StartsWith($"{path}: expected this file, but it is not there."));
    }
}
