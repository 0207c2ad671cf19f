#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Prompting;

namespace Repartee.Frozen.Tests.Model
{
    /// <summary>What files mean, and what their readers say of those that mean nothing.</summary>
    public sealed class FrozenModelTests
    {
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

        private static IEnumerable<TestCaseData> WrongMetadata()
        {
            TestCaseData Case(string key, object? value, string message) =>
                new TestCaseData(key, value, message).SetArgDisplayNames(key, $"{value}");
            yield return Case("general.architecture", "mamba",
                "expected general.architecture to be one of llama, qwen2, qwen3, but found \"mamba\"");
            yield return Case("llama.expert_count", 8u,
                "expected llama.expert_count to be 0 (mixtures of experts are not supported), but found 8");
            yield return Case("llama.rope.scaling.type", "yarn", "expected llama.rope.scaling.type to be none");
            yield return Case("llama.rope.scale_linear", 4f, "expected llama.rope.scale_linear to be 1");
            yield return Case("llama.attention.sliding_window", 32u,
                "expected llama.attention.sliding_window to be at least context_length 64");
            yield return Case("llama.block_count", 0u, "expected llama.block_count to be from 1 to 1024, but found 0");
            yield return Case("llama.block_count", 3u, "expected 29 tensors, but 9 of them are missing: 'blk.2.attn_norm.weight'");
            yield return Case("llama.block_count", 1u, "expected only the tensors of a llama of 1 layers, but found 9 more: 'blk.1.");
            yield return Case("llama.block_count", null, "expected metadata 'llama.block_count' (UInt32), but found none of that key");
            yield return Case("llama.block_count", 2, "expected metadata 'llama.block_count' to be UInt32, but found Int32");
            yield return Case("llama.embedding_length", 16u,
                "expected tensor 'token_embd.weight' to be [271, 16], as the metadata implies, but found [271, 8]");
            yield return Case("llama.attention.head_count", 3u,
                "expected tensor 'blk.0.attn_q.weight' to be [12, 8], as the metadata implies, but found [8, 8]");
            yield return Case("llama.attention.head_count_kv", 0u,
                "expected llama.attention.head_count_kv to be from 1 to 4096, but found 0");
            yield return Case("llama.attention.key_length", 5u,
                "expected llama.attention.value_length to be 5, the width of a head, but found 4");
            yield return Case("llama.attention.layer_norm_rms_epsilon", 0f, "to be between 0 and 1, but found 0");
            yield return Case("llama.rope.freq_base", float.NaN, "to be above 1 and at most 1e12, but found NaN");
            yield return Case("llama.rope.dimension_count", 2u,
                "expected llama.rope.dimension_count to be 4, the width of a head, but found 2");
            yield return Case("llama.context_length", uint.MaxValue,
                "expected llama.context_length to be from 1 to 16777216, but found 4294967295");
            yield return Case("llama.vocab_size", 270u,
                "expected llama.vocab_size to be 271, the rows of 'token_embd.weight', but found 270");
            yield return Case("tokenizer.ggml.model", "bert",
                "expected tokenizer.ggml.model to be gpt2 (byte-level BPE) or llama (SentencePiece BPE), but found \"bert\"");
            yield return Case("tokenizer.ggml.pre", "default",
                "expected tokenizer.ggml.pre to be one of gpt-2, smollm, qwen2, llama-bpe, tekken, but found \"default\"");
            yield return Case("tokenizer.ggml.token_type", new[] { 1 },
                "expected tokenizer.ggml.token_type to hold 271 types, one a token, but found 1");
            yield return Case("tokenizer.ggml.tokens", Enumerable.Repeat("a", 271).ToArray(),
                "expected tokenizer.ggml.tokens to hold each token once");
            yield return Case("tokenizer.ggml.tokens", new string[272], "expected tokenizer.ggml.tokens to hold 1 to 271 tokens");
            yield return Case("tokenizer.ggml.merges", new[] { "a" },
                "Expected a merge of two tokens parted by one space, but found \"a\"");
            yield return Case("tokenizer.ggml.eos_token_id", 271u,
                "expected tokenizer.ggml.eos_token_id to be a token id below 271, but found 271");
            yield return Case("repartee.chat_template", "alpaca",
                "expected repartee.chat_template to be one of repartee, chatml, llama3, mistral, zephyr, but found \"alpaca\"");
            yield return Case("repartee.chat_template", null,
                "expected repartee.chat_template or tokenizer.chat_template, but found neither");
            yield return Case("repartee.chat_template", "chatml",
                "Expected a tokenizer with the special tokens of the chat template \"chatml\"");
            yield return Case("repartee.stop_token_ids", new[] { -1 },
                "expected repartee.stop_token_ids to hold token ids from 0 to 270, but found -1");
            yield return Case("repartee.tokenizer.added_ids", new[] { 7 },
                "expected repartee.tokenizer.added_ids to hold the ids of all tokens of the types 2, 3 and 4");
            yield return Case("repartee.reward.names", new[] { "a" },
                "expected repartee.reward.names and repartee.reward.means to hold as many different names as numbers");
            yield return Case("general.sampling.temp", -1f, "expected general.sampling.temp to be from 0 to 100, but found -1");
        }

        [TestCaseSource(nameof(WrongMetadata))]
        public void WhatIsWrongIsNamed(string key, object? value, string message)
        {
            if (value is string[] texts) value = texts.Select(text => text ?? "").ToArray();
            SmallModel.Bytes().With(key, value).Write(path);
            Assert.That(() => FrozenModel.Open(path), Throws.InstanceOf<InvalidDataException>()
                .With.Message.StartsWith($"{path}: ").And.Message.Contains(message));
        }

        [Test]
        public void EachArchitectureIsRead([Values("llama", "qwen2", "qwen3")] string architecture)
        {
            SmallModel small = SmallModel.Bytes(architecture);
            small.Write(path);
            using FrozenModel model = FrozenModel.Open(path);
            Assert.That(model.Config.Architecture, Is.EqualTo(architecture));
            Assert.That((model.Config.QkvBias, model.Config.QkNorm), Is.EqualTo((architecture == "qwen2", architecture == "qwen3")));
            Assert.That(model.StopTokens, Is.EqualTo(new[] { 1 }));
            Assert.That(model.VerifyContent(), Is.Null, "it does not say");
        }

        [Test]
        public void TensorsOfOtherTypesAreRefusedByName()
        {
            SmallModel small = SmallModel.Bytes();
            small.Shapes["token_embd.weight"] = new long[] { 271, 256 };
            small.With("llama.embedding_length", 256u).Write(path);
            byte[] bytes = File.ReadAllBytes(path);
            byte[] name = System.Text.Encoding.ASCII.GetBytes("token_embd.weight");
            int place = Enumerable.Range(0, bytes.Length).First(i => bytes.AsSpan(i).StartsWith(name)) + name.Length + 4 + 2 * 8;
            bytes[place] = (byte)GgufType.Q4_K;
            File.WriteAllBytes(path, bytes);
            Assert.That(() => FrozenModel.Open(path), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                $"{path}: expected tensor 'token_embd.weight' to be F32, F16, BF16 or Q8_0, but found Q4_K, a quantization that is not " +
                "supported. Take the Q8_0 or F16 file of this model."));
        }

        [Test]
        public void TensorsThatNobodyKnowsAreRefused()
        {
            SmallModel small = SmallModel.Bytes();
            small.Shapes["blk.0.attn_output.bias"] = new long[] { 8 };
            small.Write(path);
            Assert.That(() => FrozenModel.Open(path), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
                $"{path}: expected only the tensors of a llama of 2 layers, but found 1 more: 'blk.0.attn_output.bias'. What they do " +
                "is not supported: choose another model."));
        }

        [Test]
        public void ScoresSayWhatIsMergedFirst()
        {
            SmallModel.Pieces().Write(path);
            using FrozenModel model = FrozenModel.Open(path);
            ITokenizer tokenizer = model.Encoder.Tokenizer;
            Assert.That(Spelled(tokenizer, "ab"), Is.EqualTo(new[] { " ab" }));
            Assert.That(Spelled(tokenizer, "abab"), Is.EqualTo(new[] { " ab", "ab" }), "▁ab comes before abab");
            Assert.That(Spelled(tokenizer, "babab"), Is.EqualTo(new[] { " ", "b", "abab" }));
            Assert.That(Spelled(tokenizer, "ac"), Is.EqualTo(new[] { " a", "c" }));
            Assert.That(tokenizer.Decode(tokenizer.Encode("ab c")), Is.EqualTo("ab c"));
            Assert.That((model.Encoder.Template.Name, model.Encoder.Template.BeginOfText), Is.EqualTo(("mistral", "<s>")));
            Assert.That(model.StopTokens, Is.EqualTo(new[] { 2 }));
        }

        [Test]
        public void WithoutASpaceInFrontNoneIsWritten()
        {
            SmallModel.Pieces().With(TokenizerKeys.AddSpacePrefix, false).Write(path);
            using FrozenModel model = FrozenModel.Open(path);
            Assert.That(Spelled(model.Encoder.Tokenizer, "abab"), Is.EqualTo(new[] { "abab" }));
        }

        [Test]
        public void ScoresThatAreNoNumbersAreRefused()
        {
            SmallModel.Pieces().With(TokenizerKeys.Scores, Enumerable.Repeat(float.NaN, 266).ToArray()).Write(path);
            Assert.That(() => FrozenModel.Open(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(
                "Expected tokenizer.ggml.scores to hold 266 numbers, one a token, but found 266, some of them no numbers."));
        }

        [Test]
        public void ATemplateThatIsNamedReplacesTheFiles()
        {
            SmallModel.Pieces().With(TokenizerKeys.ChatTemplate, "nonsense").Write(path);
            Assert.That(
                () => FrozenModel.Open(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("but found \"nonsense\""));
            using FrozenModel model = FrozenModel.Open(path, "zephyr");
            Assert.That(model.Encoder.Template.Name, Is.EqualTo("zephyr"));
        }

        private static string[] Spelled(ITokenizer tokenizer, string text) => tokenizer.Encode(text)
            .Select(id => System.Text.Encoding.UTF8.GetString(tokenizer.GetBytes(id).Span)).ToArray();
    }
}
