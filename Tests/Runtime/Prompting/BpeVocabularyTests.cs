#nullable enable
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class BpeVocabularyTests
    {
        private static readonly BpeVocabulary Good = TavernTokenizer.Vocabulary;

        [Test]
        public void TheFileIsInTheFormOfHuggingFaceTokenizers()
        {
            using JsonDocument document = JsonDocument.Parse(TavernTokenizer.Json());
            JsonElement root = document.RootElement;
            JsonElement end = root.GetProperty("added_tokens")[1];
            Assert.That(end.GetProperty("content").GetString(), Is.EqualTo("<|end|>"));
            Assert.That(end.GetProperty("id").GetInt32(), Is.EqualTo(1));
            Assert.That(end.GetProperty("special").GetBoolean(), Is.True);
            Assert.That(root.GetProperty("pre_tokenizer").GetProperty("type").GetString(), Is.EqualTo("ByteLevel"));
            Assert.That(root.GetProperty("pre_tokenizer").GetProperty("add_prefix_space").GetBoolean(), Is.False);
            Assert.That(root.GetProperty("decoder").GetProperty("type").GetString(), Is.EqualTo("ByteLevel"));
            Assert.That(root.GetProperty("model").GetProperty("vocab").GetProperty("<|end|>").GetInt32(), Is.EqualTo(1));
            Assert.That(root.GetProperty("model").GetProperty("merges").GetArrayLength(), Is.EqualTo(Good.Merges.Count));
        }

        [Test]
        public void AReadFileIsWrittenTheSame()
        {
            string json = TavernTokenizer.Json();
            Assert.That(TavernTokenizer.Json(TavernTokenizer.Parse(json).Vocabulary), Is.EqualTo(json));
        }

        [Test]
        public void MergesMayBePairsAndSpecialTokensMayStandOutsideTheVocab()
        {
            string json = "{\"added_tokens\":[{\"id\":257,\"content\":\"<|endoftext|>\",\"special\":true}],"
                + "\"normalizer\":{\"type\":\"NFC\"},\"decoder\":{\"type\":\"ByteLevel\"},"
                + "\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false},"
                + "\"model\":{\"vocab\":{" + string.Join(",", Good.Tokens.Skip(5).Take(256).Select((token, id) =>
                    JsonSerializer.Serialize(token) + ":" + id)) + ",\"ab\":256},\"merges\":[[\"a\",\"b\"]]}}";
            ByteLevelBpeTokenizer tokenizer = TavernTokenizer.Parse(json);
            Assert.That(tokenizer.VocabularySize, Is.EqualTo(258));
            Assert.That(tokenizer.EncodeWithSpecialTokens("ab<|endoftext|>"), Is.EqualTo(new[] { 256, 257 }));
        }

        [TestCase("\"type\": \"BPE\"", "\"type\": \"Unigram\"", "The tokenizer's model \"Unigram\" is not supported.")]
        [TestCase("\"normalizer\": null", "\"normalizer\": {\"type\":\"Lowercase\"}", "The tokenizer's normalizer \"Lowercase\" is not")]
        [TestCase("\"byte_fallback\": false", "\"byte_fallback\": true", "The tokenizer's model option \"byte_fallback\" is not")]
        [TestCase("\"end_of_word_suffix\": null", "\"end_of_word_suffix\": \"</w>\"", "The tokenizer's model option \"end_of_word")]
        [TestCase("\"dropout\": null", "\"dropout\": 0.1", "The tokenizer's model option \"dropout\" is not supported.")]
        [TestCase("\"use_regex\": true", "\"use_regex\": false", "The tokenizer's pre_tokenizer option \"use_regex: false\" is")]
        [TestCase("\"type\": \"ByteLevel\"", "\"type\": \"Metaspace\"", "The tokenizer's pre_tokenizer \"Metaspace\" is not supported.")]
        [TestCase("\"<|end|>\": 1", "\"<|end|>\": -1", "Expected the id of \"<|end|>\" to be a whole number from 0 on and below")]
        [TestCase("\"!\": 5", "\"!\": 6", "Expected one token for each id, but id 6 is both \"!\" and \"\"\". Renumber one.")]
        [TestCase("\"<|end|>\": 1", "\"<|end|>\": 4194304", "Expected the id of \"<|end|>\" to be a whole number from 0 on and")]
        [TestCase("\"id\": 1,", "\"id\": 7,", "Expected the added token \"<|end|>\" to have the id 1, but found 7. Hugging Face")]
        [TestCase("\"content\": \"<|end|>\"", "\"content\": \"<|pad|>\"", "Expected each added token once, but found \"<|pad|>\" twice.")]
        [TestCase("\"!\": 5", "\"\": 5", "Expected every token to have a spelling, but one has none. Remove it.")]
        [TestCase("\"!\": 5", "\"<|end|>\": 5", "Expected each token once, but found \"<|end|>\" twice in the vocabulary. Remove one.")]
        [TestCase("\"!\": 5", "\"\\ud800\": 5", "Expected the JSON of a tokenizer.json, but it can't be read: ")]
        [TestCase("\"model\"", "\"modell\"", "Expected \"model\" in the tokenizer.json, but it isn't there.")]
        [TestCase("\"version\"", "version", "Expected the JSON of a tokenizer.json, but it can't be read: ")]
        public void AFileOfAnotherKindIsRefusedByName(string found, string replacement, string message)
        {
            string json = TavernTokenizer.Json();
            Assert.That(json, Does.Contain(found));
            int place = json.IndexOf(found, System.StringComparison.Ordinal);
            string changed = json.Remove(place, found.Length).Insert(place, replacement);
            Assert.That(() => TavernTokenizer.Parse(changed), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(message));
        }

        [Test]
        public void ARefusalSaysWhatIsSupported()
        {
            string json = TavernTokenizer.Json().Replace("\"type\": \"BPE\"", "\"type\": \"WordPiece\"");
            Assert.That(() => TavernTokenizer.Parse(json), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                "The tokenizer's model \"WordPiece\" is not supported. Supported is model BPE, either with byte-level tokens (normalizer "
                + "null or NFC; pre_tokenizer ByteLevel, Sequence[Digits, ByteLevel], or Sequence[Split, ByteLevel] with the pattern of "
                + "GPT-2, Qwen 2, Llama 3 or Mistral Nemo; decoder ByteLevel) or with byte_fallback (normalizer Sequence[Prepend, Replace] "
                + "or pre_tokenizer Metaspace with split false; decoder Sequence[Replace, ByteFallback, Fuse, Strip])."));
        }

        [Test]
        public void ASpecialTokenThatMergingMakesIsRefused()
        {
            string[] merges = { "e n", "en d" };
            Assert.That(
                () => new BpeVocabulary(Good.Tokens.Take(261).Concat(new[] { "en", "end" }), merges, new[] { "end" }),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("Expected special tokens out of reach of ordinary text, "
                    + "but merging makes \"end\". Give the special token a spelling such as \"<|end|>\"."));
        }

        [Test]
        public void AVocabularyWithoutAllBytesIsRefused()
        {
            Assert.That(
                () => new BpeVocabulary(Good.Tokens.Skip(6), new string[0], new string[0]),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                    "Expected an ordinary token for each of the 256 bytes, but byte 33 "
                    + "(\"!\") has none. Only byte-level BPE vocabularies are supported."));
        }

        [TestCase("e zz", "but \"zz\" isn't there")]
        [TestCase("e", "Expected a merge of two tokens parted by one space, but found \"e\".")]
        [TestCase("e n", "but \"en\" isn't there")]
        public void AMergeOfUnknownTokensIsRefused(string merge, string message)
        {
            Assert.That(
                () => new BpeVocabulary(Good.Tokens.Take(261), new[] { merge }, new string[0]),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
        }

        [Test]
        public void ATokenTwiceAndAnUnknownSpecialTokenAreRefused()
        {
            Assert.That(
                () => new BpeVocabulary(Good.Tokens.Append("!"), Good.Merges, new string[0]),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                    "Expected each token once, but found \"!\" with the ids 5 and 400. Remove one."));
            Assert.That(
                () => new BpeVocabulary(Good.Tokens, Good.Merges, new[] { "<|npc|>" }),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                    "Expected the special token \"<|npc|>\" among the tokens, but it isn't there. Add it to them."));
        }

        [Test]
        public void AnOrdinaryTokenOutsideTheByteAlphabetIsRefused()
        {
            Assert.That(
                () => new ByteLevelBpeTokenizer(new BpeVocabulary(Good.Tokens.Append("▁wolf"), Good.Merges, Good.SpecialTokens.Keys)),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("but found \"▁wolf\""));
        }

        [Test]
        public void SavingReplacesAnOldFileAndLeavesNothingElse()
        {
            using var folder = new TemporaryFolder();
            File.WriteAllText(folder["tokenizer.json"], "old");
            Good.Save(folder["tokenizer.json"]);
            Assert.That(BpeVocabulary.Load(folder["tokenizer.json"]).Merges, Is.EqualTo(Good.Merges));
            Assert.That(folder.FileNames, Is.EqualTo(new[] { "tokenizer.json" }));
        }
    }
}
