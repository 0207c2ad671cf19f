#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    /// <summary>
    /// A small tokenizer of one kind and what Hugging Face's tokenizers and transformers do with it; Tests/Fixtures~/make_tokenizers.py
    /// writes them.
    /// </summary>
    internal sealed class TokenizerFixture
    {
        private static readonly string Root = Path.Combine(PackageFolder(), "Tests", "Fixtures~", "tokenizers");

        private TokenizerFixture(string name, string kind, ITokenizer tokenizer, JsonElement expected, IReadOnlyList<string> texts)
        {
            Name = name;
            ConfigPath = Path.Combine(Root, kind, "tokenizer_config.json");
            Tokenizer = tokenizer;
            Texts = texts;
            Expected = expected;
        }

        /// <summary>Every text that the fixtures encode.</summary>
        public static IReadOnlyList<string> AllTexts { get; } =
            Read("strings.json").EnumerateArray().Select(text => text.GetString()!).ToArray();

        public string Name { get; }

        public string ConfigPath { get; }

        public ITokenizer Tokenizer { get; }

        public IReadOnlyList<string> Texts { get; }

        public JsonElement Expected { get; }

        public static IEnumerable<string> Kinds => Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)!)
            .OrderBy(name => name, System.StringComparer.Ordinal);

        public static IEnumerable<string> Variants => Read("variants.json").EnumerateObject().Select(variant => variant.Name);

        /// <summary>One of the kinds.</summary>
        public static TokenizerFixture OfKind(string kind) =>
            new TokenizerFixture(kind, kind, Parse(JsonOf(kind)), Read(kind, "expected.json"), AllTexts);

        /// <summary>One of the kinds with another pre-tokenizer or chat template; it encodes a quarter of the texts.</summary>
        public static TokenizerFixture OfVariant(string name)
        {
            JsonElement variant = Read("variants.json").GetProperty(name);
            string kind = variant.GetProperty("kind").GetString()!;
            JsonNode json = JsonNode.Parse(JsonOf(kind))!;
            foreach (JsonProperty change in variant.GetProperty("changes").EnumerateObject())
                json[change.Name] = JsonNode.Parse(change.Value.GetRawText());
            return new TokenizerFixture(name, kind, Parse(json.ToJsonString()), variant, AllTexts.Where((_, i) => i % 4 == 0).ToArray());
        }

        /// <summary>A published tokenizer that encodes the same texts.</summary>
        public static TokenizerFixture OfPublished(string name, ITokenizer tokenizer, JsonElement expected) =>
            new TokenizerFixture(name, "", tokenizer, expected, AllTexts);

        public static TokenizerFixture Named(string name) => Variants.Contains(name) ? OfVariant(name) : OfKind(name);

        public static ITokenizer Parse(string json)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
            return TokenizerFile.Parse(stream);
        }

        public static int[] Ids(JsonElement ids) => ids.EnumerateArray().Select(id => id.GetInt32()).ToArray();

        /// <summary>The ids of a text without special tokens, or with them.</summary>
        public int[] ExpectedIds(int text, bool withSpecialTokens) =>
            withSpecialTokens && Expected.GetProperty("trusted").TryGetProperty(text.ToString(), out JsonElement trusted)
                ? Ids(trusted)
                : Ids(Expected.GetProperty("ordinary")[text]);

        /// <summary>
        /// What the ids of a text decode to. The reference reads the "é" of an added token as a byte of the byte alphabet and loses it;
        /// here it is put back.
        /// </summary>
        public string ExpectedDecoding(int text) =>
            Expected.GetProperty("decoded").TryGetProperty(text.ToString(), out JsonElement decoded)
                ? decoded.GetString()!.Replace("\uFFFDlan", "e\u0301lan")
                : Texts[text];

        /// <summary>The tokenizer.json of a kind.</summary>
        public static string JsonOf(string kind) => File.ReadAllText(Path.Combine(Root, kind, "tokenizer.json"));

        private static JsonElement Read(params string[] path)
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(path.Prepend(Root).ToArray())));
            return document.RootElement.Clone();
        }

        // Builds may lie outside the package; then the sources don't.
        private static string PackageFolder([CallerFilePath] string source = "") =>
            new[] { TestContext.CurrentContext.TestDirectory, Path.GetDirectoryName(source)! }.SelectMany(Ancestors)
                .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "package.json")))
            ?? throw new DirectoryNotFoundException("Expected package.json above the tests, but found none.");

        private static IEnumerable<string> Ancestors(string start)
        {
            for (string? folder = start; folder != null; folder = Path.GetDirectoryName(folder))
                yield return folder;
        }
    }
}
