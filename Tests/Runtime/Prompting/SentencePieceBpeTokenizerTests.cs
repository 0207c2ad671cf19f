#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class SentencePieceBpeTokenizerTests
    {
        private readonly ITokenizer _legacy = TokenizerFixture.OfKind("llama2").Tokenizer;
        private readonly ITokenizer _first = TokenizerFixture.OfKind("mistral").Tokenizer;

        [Test]
        public void AFollowingTextGetsNoSpaceInFront()
        {
            var words = new[] { PromptPart.Words("gate") };
            Assert.That(Spelled(_legacy, _legacy.Encode(words, TextPosition.Start)), Is.EqualTo(" gate"));
            Assert.That(Spelled(_legacy, _legacy.Encode(words, TextPosition.AfterSpecialToken)), Is.EqualTo(" gate"));
            Assert.That(Spelled(_legacy, _legacy.Encode(words, TextPosition.AfterText)), Is.EqualTo("gate"));
            Assert.That(Spelled(_first, _first.Encode(words, TextPosition.Start)), Is.EqualTo(" gate"));
            Assert.That(Spelled(_first, _first.Encode(words, TextPosition.AfterSpecialToken)), Is.EqualTo("gate"));
            Assert.That(Spelled(_first, _first.Encode(words, TextPosition.AfterText)), Is.EqualTo("gate"));
        }

        [Test]
        public void PartsAreEncodedAsOneTextInWhichOnlyTrustedOnesHoldSpecialTokens()
        {
            int[] ids = _first.Encode(
                new[] { PromptPart.Trusted("<s>the wol"), PromptPart.Words("ves</s>"), PromptPart.Trusted("</s>") }, TextPosition.Start);
            Assert.That(ids.Count(id => id == 2), Is.EqualTo(1), "one </s>");
            Assert.That(ids, Is.EqualTo(_first.EncodeWithSpecialTokens("<s>the wolves").Concat(
                _first.Encode(new[] { PromptPart.Words("</s>") }, TextPosition.AfterText)).Append(2)));
        }

        [Test]
        public void ACharacterOutsideTheVocabularyBecomesItsBytes()
        {
            int[] ids = _first.Encode(new[] { PromptPart.Words("\U00010348") }, TextPosition.AfterText);
            Assert.That(ids.Select(id => _first.GetBytes(id).ToArray().Single()), Is.EqualTo(new byte[] { 0xF0, 0x90, 0x8D, 0x88 }));
            var decoder = new IncrementalDecoder(_first);
            Assert.That(ids.Select(decoder.Push), Is.EqualTo(new[] { "", "", "", "\U00010348" }));
        }

        [Test]
        public void BytesAreThoseOfTheTextWithItsSpaces()
        {
            byte[] bytes = _legacy.Encode("the gate").SelectMany(id => _legacy.GetBytes(id).ToArray()).ToArray();
            Assert.That(bytes, Is.EqualTo(Encoding.UTF8.GetBytes(" the gate")));
            Assert.That(_legacy.GetBytes(_legacy.SpecialTokens["</s>"]).Length, Is.Zero);
        }

        [Test]
        public void ALongTextWithoutWordsEncodesAndDecodes()
        {
            string text = string.Concat(Enumerable.Repeat("wolves\u200D", 20_000));
            Assert.That(_legacy.Decode(_legacy.Encode(text)), Is.EqualTo(text));
        }

        [Test]
        public void AMergeAcrossWordsIsMade()
        {
            string json = TokenizerFixture.JsonOf("llama2").Replace("\"merges\":[", "\"merges\":[[\"e\",\"▁\"],[\"e▁\",\"g\"],")
                .Replace("\"vocab\":{", "\"vocab\":{\"e▁\":731,\"e▁g\":732,");
            ITokenizer tokenizer = TokenizerFixture.Parse(json);
            Assert.That(tokenizer.Encode("the gate"), Has.One.EqualTo(732));
            Assert.That(tokenizer.Decode(tokenizer.Encode("the gate")), Is.EqualTo("the gate"));
        }

        [Test]
        public void ManyThreadsEncodeTheSame()
        {
            int[] expected = _legacy.Encode(TavernTokenizer.Texts[3]);
            Assert.That(
                ParallelEnumerable.Range(0, 64).Select(i => _legacy.Encode(TavernTokenizer.Texts[3])).ToArray(), Is.All.EqualTo(expected));
        }

        [Test]
        public void MergingIsThatOfJoiningTheEarliestPairAgainAndAgain()
        {
            string[] merges = { "a b", "b c", "ab c", "c a", "bc a", "aa b", "a a", "abc abc" };
            var ids = new TokenIds(0);
            foreach (string token in new[] { "a", "b", "c" }.Concat(merges.Select(merge => merge.Replace(" ", ""))))
                ids.TryAdd(token, ids.Count);
            var merger = new BpeMerger(new BpeMerges(ids, merges));
            var random = new System.Random(5);
            for (int round = 0; round < 200; round++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => "abc"[random.Next(3)]));
                var merged = new List<int>();
                merger.Merge(text.Select(character => ids.Find(character.ToString())).ToArray(), merged);
                Assert.That(merged, Is.EqualTo(Joined(text, merges).Select(token => ids.Find(token))), text);
            }
        }

        private static IEnumerable<string> Joined(string text, string[] merges)
        {
            List<string> tokens = text.Select(character => character.ToString()).ToList();
            while (true)
            {
                string[] pairs = tokens.Zip(tokens.Skip(1), (left, right) => left + " " + right).ToArray();
                string? earliest = merges.FirstOrDefault(pairs.Contains);
                if (earliest is null)
                    return tokens;
                int place = System.Array.IndexOf(pairs, earliest);
                tokens[place] += tokens[place + 1];
                tokens.RemoveAt(place + 1);
            }
        }

        private static string Spelled(ITokenizer tokenizer, IEnumerable<int> ids) =>
            Encoding.UTF8.GetString(ids.SelectMany(id => tokenizer.GetBytes(id).ToArray()).ToArray());
    }
}
