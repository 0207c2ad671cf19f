#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class TokenizerFileTests
    {
        [TestCase("gpt2", typeof(ByteLevelBpeTokenizer))]
        [TestCase("llama3", typeof(ByteLevelBpeTokenizer))]
        [TestCase("llama2", typeof(SentencePieceBpeTokenizer))]
        [TestCase("mistral", typeof(SentencePieceBpeTokenizer))]
        public void TheKindIsThatOfTheFile(string kind, Type type)
        {
            Assert.That(TokenizerFixture.OfKind(kind).Tokenizer, Is.TypeOf(type));
        }

        [Test]
        public void AByteLevelTokenizerReadsNoOtherKind()
        {
            Assert.That(() => TavernTokenizer.Parse(TokenizerFixture.JsonOf("llama2")), Throws.TypeOf<InvalidDataException>().With.Message
                .StartsWith("The tokenizer's model option \"byte_fallback\" is not supported. Supported is model BPE, either"));
        }

        [TestCase("gpt2", "model/type", "\"Unigram\"", "model \"Unigram\"")]
        [TestCase("gpt2", "normalizer", "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFC\"},{\"type\":\"Lowercase\"}]}",
            "normalizer \"NFC, Lowercase\"")]
        [TestCase("gpt2", "pre_tokenizer", "null", "pre_tokenizer \"null\"")]
        [TestCase("gpt2", "pre_tokenizer/use_regex", "false", "pre_tokenizer option \"use_regex: false\"")]
        [TestCase("gpt2", "decoder", "{\"type\":\"WordPiece\"}", "decoder \"WordPiece\"")]
        [TestCase("qwen2", "pre_tokenizer/pretokenizers/0/pattern/Regex", "\"\\\\w+\"", "pre_tokenizer pattern \"\\w+\"")]
        [TestCase("qwen2", "pre_tokenizer/pretokenizers/0/behavior", "\"Removed\"", "pre_tokenizer Split \"{")]
        [TestCase("qwen2", "pre_tokenizer/pretokenizers/0/type", "\"Whitespace\"", "pre_tokenizer \"Whitespace, ByteLevel\"")]
        [TestCase("qwen2", "pre_tokenizer/pretokenizers/1/use_regex", "true", "pre_tokenizer option \"use_regex: true\"")]
        [TestCase("qwen2", "pre_tokenizer/pretokenizers/1/add_prefix_space", "true", "pre_tokenizer option \"add_prefix_space: true after")]
        [TestCase("smollm2", "pre_tokenizer/pretokenizers/0/individual_digits", "false", "pre_tokenizer option \"individual_digits")]
        [TestCase("llama2", "normalizer", "null", "normalizer \"null\"")]
        [TestCase("llama2", "normalizer/normalizers/0/prepend", "\"_\"", "normalizer \"Prepend, Replace\"")]
        [TestCase("llama2", "pre_tokenizer", "{\"type\":\"Whitespace\"}", "pre_tokenizer \"Whitespace\"")]
        [TestCase("llama2", "decoder/decoders/3/start", "2", "decoder \"Replace, ByteFallback, Fuse, Strip\"")]
        [TestCase("llama2", "decoder", "null", "decoder \"null\"")]
        [TestCase("llama2", "model/ignore_merges", "true", "model option \"ignore_merges with byte_fallback\"")]
        [TestCase("mistral", "pre_tokenizer/split", "true", "pre_tokenizer option \"split: true\"")]
        [TestCase("mistral", "pre_tokenizer/replacement", "\"_\"", "pre_tokenizer option \"replacement: _\"")]
        [TestCase("mistral", "pre_tokenizer/prepend_scheme", "\"last\"", "pre_tokenizer option \"prepend_scheme: last\"")]
        public void AnUnknownPartIsRefusedByName(string kind, string path, string value, string message)
        {
            string json = Change(TokenizerFixture.JsonOf(kind), path, value);
            Assert.That(() => TokenizerFixture.Parse(json), Throws.TypeOf<InvalidDataException>()
                .With.Message.StartsWith("The tokenizer's " + message).And.Message.Contains(" is not supported. Supported is model BPE, "));
        }

        [Test]
        public void AMissingByteTokenIsRefused()
        {
            string json = TokenizerFixture.JsonOf("llama2").Replace("\"<0x41>\":", "\"<0xZZ>\":");
            Assert.That(() => TokenizerFixture.Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(
                "Expected an ordinary token for each of the 256 bytes, but \"<0x41>\" is none."));
        }

        [Test]
        public void AnAddedTokenOfAbsurdLengthIsRefused()
        {
            string json = Change(TokenizerFixture.JsonOf("gpt2"), "added_tokens/0/content", JsonSerializer.Serialize(new string('x', 257)));
            Assert.That(() => TokenizerFixture.Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(
                "Expected added tokens of at most 256 characters, but found one of 257, \"xxx"));
        }

        [Test]
        public void IdsMayHaveGapsWhichDecodeToNothing()
        {
            ITokenizer tokenizer = TokenizerFixture.Parse(TokenizerFixture.JsonOf("gpt2").Replace("{\"!\":0,", "{\"!\":5000,"));
            Assert.That(tokenizer.VocabularySize, Is.EqualTo(5001));
            Assert.That(tokenizer.Encode("a!"), Is.EqualTo(new[] { 64, 5000 }), "as the reference encodes it");
            Assert.That(tokenizer.Decode(new[] { 64, 0, 600, 5000 }), Is.EqualTo("a!"));
        }

        /// <summary>A small file could take the memory of four million tokens.</summary>
        [Test]
        public void AVocabularyOfGapsIsRefused()
        {
            string json = TokenizerFixture.JsonOf("gpt2").Replace("{\"!\":0,", "{\"!\":4000000,");
            Assert.That(() => TokenizerFixture.Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                "Expected the id of \"!\" to be a whole number from 0 on and below 32768, but found 4000000."));
        }

        [Test]
        public void AMessageDoesNotQuoteAWholeFile()
        {
            string json = TokenizerFixture.JsonOf("gpt2").Replace("false", "fa\u0001se");
            Assert.That(() => TokenizerFixture.Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.Length.LessThan(400));
            string merge = TokenizerFixture.JsonOf("gpt2").Replace("\"merges\":[", "\"merges\":[\"" + new string('x', 5000) + "\",");
            Assert.That(() => TokenizerFixture.Parse(merge), Throws.TypeOf<InvalidDataException>().With.Message.Length.LessThan(400));
        }

        [Test]
        public void BytesWithoutATokenAreLeftOutLikeInTheReference()
        {
            ITokenizer tokenizer = TokenizerFixture.Parse(Without("©"));
            Assert.That(tokenizer.EncodeWithSpecialTokens("a!é<|endoftext|>"), Is.EqualTo(new[] { 64, 0, 127, 586 }));
            Assert.That(tokenizer.Encode("é"), Has.Length.EqualTo(1));
        }

        [Test]
        public void PrintableBytesMustHaveATokenAllTheSame()
        {
            Assert.That(() => TokenizerFixture.Parse(Without("~")), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(
                "Expected an ordinary token for each printable ASCII byte, but byte 126 (\"~\") has none."));
        }

        [TestCase("gpt2")]
        [TestCase("qwen2")]
        [TestCase("llama2")]
        [TestCase("mistral")]
        public void ADamagedFileIsReadOrRefusedButNeverCrashes(string kind)
        {
            string[] values =
            {
                "null", "true", "-1", "1e300", "99999999999", "\"\"", "\"x\"", "\" \"", "[]", "{}", "[null]", "{\"type\":null}",
            };
            var random = new Random(11);
            int refused = 0;
            for (int round = 0; round < 60; round++)
            {
                JsonNode root = JsonNode.Parse(TokenizerFixture.JsonOf(kind))!;
                JsonNode place = root;
                while (place.Parent is null || (Children(place).Length > 0 && random.Next(4) > 0))
                    place = Children(place)[random.Next(Children(place).Length)];
                string path = place.GetPath();
                place.ReplaceWith(JsonNode.Parse(values[random.Next(values.Length)]));
                try
                {
                    ITokenizer tokenizer = TokenizerFixture.Parse(root.ToJsonString());
                    Assert.That(tokenizer.Encode("The gate, 12 wolves!").Intersect(tokenizer.SpecialTokens.Values), Is.Empty, path);
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }

            Assert.That(refused, Is.Positive);
        }

        private static JsonNode[] Children(JsonNode node) => node is JsonObject owner
            ? owner.Select(member => member.Value!).Where(value => value != null).ToArray()
            : node is JsonArray list ? list.Where(value => value != null).Select(value => value!).ToArray() : new JsonNode[0];

        // Another token takes the id, since the reference counts tokens to number the added ones.
        private static string Without(string token)
        {
            JsonNode json = JsonNode.Parse(TokenizerFixture.JsonOf("gpt2"))!;
            JsonObject vocabulary = json["model"]!["vocab"]!.AsObject();
            vocabulary["ZZZZ"] = vocabulary[token]!.GetValue<int>();
            vocabulary.Remove(token);
            JsonArray merges = json["model"]!["merges"]!.AsArray();
            foreach (JsonNode? merge in merges.Where(merge => string.Concat(merge!.AsArray()).Contains(token)).ToArray())
                merges.Remove(merge);
            return json.ToJsonString();
        }

        private static string Change(string json, string path, string value)
        {
            JsonNode root = JsonNode.Parse(json)!;
            string[] steps = path.Split('/');
            JsonNode owner = steps.SkipLast(1)
                .Aggregate(root, (node, step) => int.TryParse(step, out int index) ? node[index]! : node[step]!);
            owner[steps.Last()] = JsonNode.Parse(value);
            return root.ToJsonString();
        }
    }
}
