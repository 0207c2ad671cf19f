#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    /// <summary>Our tokenizers against the reference, on small tokenizers of each kind.</summary>
    public sealed class TokenizerParityTests
    {
        private static IEnumerable<string> Encoding => TokenizerFixture.Kinds.Concat(new[] { "always", "never" });

        [TestCaseSource(nameof(Encoding))]
        public void OrdinaryTextEncodesLikeTheReferenceThatSplitsSpecialTokens(string name)
        {
            TokenizerFixture fixture = TokenizerFixture.Named(name);
            Assert.That(fixture.Texts.Count, Is.GreaterThan(100));
            ForEachText(fixture, (text, i) =>
                Assert.That(fixture.Tokenizer.Encode(text), Is.EqualTo(fixture.ExpectedIds(i, withSpecialTokens: false)), Show(text)));
        }

        [TestCaseSource(nameof(Encoding))]
        public void TrustedTextEncodesLikeTheReference(string name)
        {
            TokenizerFixture fixture = TokenizerFixture.Named(name);
            ForEachText(fixture, (text, i) => Assert.That(
                fixture.Tokenizer.EncodeWithSpecialTokens(text), Is.EqualTo(fixture.ExpectedIds(i, withSpecialTokens: true)), Show(text)));
        }

        [TestCaseSource(nameof(Encoding))]
        public void IdsDecodeLikeTheReference(string name)
        {
            TokenizerFixture fixture = TokenizerFixture.Named(name);
            ForEachText(fixture, (text, i) => Assert.That(
                fixture.Tokenizer.Decode(fixture.ExpectedIds(i, withSpecialTokens: false)),
                Is.EqualTo(fixture.ExpectedDecoding(i)),
                Show(text)));
        }

        [TestCaseSource(nameof(Encoding))]
        public void NoOrdinaryTextEncodesToASpecialId(string name)
        {
            TokenizerFixture fixture = TokenizerFixture.Named(name);
            int[] special = fixture.Tokenizer.SpecialTokens.Values.ToArray();
            IEnumerable<string> texts = fixture.Texts.Concat(fixture.Tokenizer.SpecialTokens.Keys)
                .Concat(fixture.Tokenizer.SpecialTokens.Keys.Select(token => "a " + token + "\n" + token + token));
            foreach (string text in texts)
                Assert.That(fixture.Tokenizer.Encode(text).Intersect(special), Is.Empty, Show(text));
        }

        [TestCaseSource(nameof(Encoding))]
        public void ASavedTokenizerEncodesTheSame(string name)
        {
            TokenizerFixture fixture = TokenizerFixture.Named(name);
            using var folder = new TemporaryFolder();
            fixture.Tokenizer.Save(folder["tokenizer.json"]);
            ITokenizer again = TokenizerFile.Load(folder["tokenizer.json"]);
            Assert.That(again, Is.TypeOf(fixture.Tokenizer.GetType()));
            foreach (string text in fixture.Texts)
                Assert.That(
                    again.EncodeWithSpecialTokens(text), Is.EqualTo(fixture.Tokenizer.EncodeWithSpecialTokens(text)), Show(text));
        }

        [TestCaseSource(nameof(Encoding))]
        public void TokensStreamToTheTextThatTheirBytesSpell(string name)
        {
            TokenizerFixture fixture = TokenizerFixture.Named(name);
            var decoder = new IncrementalDecoder(fixture.Tokenizer);
            ForEachText(fixture, (text, i) =>
            {
                string streamed = string.Concat(fixture.ExpectedIds(i, withSpecialTokens: false).Select(decoder.Push)) + decoder.Flush();
                string decoded = fixture.ExpectedDecoding(i);
                Assert.That(streamed, Is.EqualTo(decoded).Or.EqualTo(" " + decoded), Show(text));
            });
        }

        [Explicit("Needs published tokenizers: REPARTEE_TOKENIZERS is a folder with NAME/tokenizer.json.gz, REPARTEE_TOKENIZER_IDS the "
            + "file that make_tokenizers.py wrote for it with --extra-out.")]
        [Test]
        public void PublishedTokenizersEncodeLikeTheReference()
        {
            string folder = Environment.GetEnvironmentVariable("REPARTEE_TOKENIZERS")!;
            string ids = File.ReadAllText(Environment.GetEnvironmentVariable("REPARTEE_TOKENIZER_IDS")!);
            using JsonDocument published = JsonDocument.Parse(ids);
            Assert.That(published.RootElement.EnumerateObject().Count(), Is.Positive);
            foreach (JsonProperty found in published.RootElement.EnumerateObject())
            {
                string file = Path.Combine(folder, found.Name, "tokenizer.json.gz");
                using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
                TokenizerFixture fixture = TokenizerFixture.OfPublished(found.Name, TokenizerFile.Parse(packed), found.Value);
                ForEachText(fixture, (text, i) =>
                {
                    string message = found.Name + ": " + Show(text);
                    int[] ordinary = fixture.ExpectedIds(i, withSpecialTokens: false);
                    Assert.That(fixture.Tokenizer.Encode(text), Is.EqualTo(ordinary), message);
                    Assert.That(fixture.Tokenizer.EncodeWithSpecialTokens(text), Is.EqualTo(fixture.ExpectedIds(i, true)), message);
                    Assert.That(fixture.Tokenizer.Decode(ordinary), Is.EqualTo(fixture.ExpectedDecoding(i)), message);
                });
            }
        }

        private static void ForEachText(TokenizerFixture fixture, Action<string, int> test) => Assert.Multiple(() =>
        {
            for (int i = 0; i < fixture.Texts.Count; i++)
                test(fixture.Texts[i], i);
        });

        private static string Show(string text) => JsonSerializer.Serialize(text);
    }
}
