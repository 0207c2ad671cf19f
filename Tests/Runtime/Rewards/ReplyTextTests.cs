#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Rewards;

namespace Repartee.Tests.Rewards
{
    public sealed class ReplyTextTests
    {
        private static IEnumerable<string> Texts()
        {
            var random = new Random(3);
            return Enumerable.Range(0, 3000).Select(_ => ReadText.Random(random, random.Next(12)));
        }

        [Test]
        public void NormalTextIsComposedWithSingleSpaces()
        {
            foreach (string text in Texts())
                Assert.That(ReplyText.Normalize(text), Is.EqualTo(ReadText.Normal(text)).Using((IComparer<string>)StringComparer.Ordinal));
        }

        [Test]
        public void TextThatIsNormalAlreadyIsNotCopied()
        {
            const string Text = "“Beware,” the hôte said: don’t go.";
            Assert.That(ReplyText.Normalize(Text), Is.SameAs(Text));
        }

        [Test]
        public void TextElementsAreThoseOfTheRuntimesEnumerator()
        {
            foreach (string text in Texts())
            {
                string normal = ReplyText.Normalize(text);
                var found = new List<string>();
                for (int at = 0; at < normal.Length; at += ReplyText.ElementLength(normal, at))
                    found.Add(normal.Substring(at, ReplyText.ElementLength(normal, at)));
                Assert.That(found, Is.EqualTo(ReadText.Elements(normal)));
                Assert.That(ReplyText.CountElements(normal), Is.EqualTo(found.Count));
            }
        }

        [Test]
        public void WordsAreRunsOfLettersAccentsAndDigits()
        {
            foreach (string text in Texts())
            {
                string normal = ReplyText.Normalize(text);
                var found = new List<string>();
                int place = 0;
                while (ReplyText.NextWord(normal, ref place, out int start, out int length))
                    found.Add(normal.Substring(start, length));
                Assert.That(found, Is.EqualTo(ReadText.Words(normal)));
                Assert.That(ReplyText.CountWords(normal), Is.EqualTo(found.Count));
            }
        }

        [TestCase("a z A Z 0 9", 6)]
        [TestCase("` { @ [ / :", 0)]
        [TestCase("\u1000\u1000", 2)]
        [TestCase("\u10A0\u10A0", 1)]
        [TestCase("\u30FF\u30FF", 2)]
        [TestCase("\u3400\u3400", 2)]
        [TestCase("\U00020000\U00020000", 2)]
        public void WordsBeginAndEndWithTheirScripts(string text, int words) => Assert.That(ReplyText.CountWords(text), Is.EqualTo(words));

        [Test]
        public void TheFirstCombiningAccentIsComposedAsAllOthers() =>
            Assert.That(ReplyText.Normalize("a\u0300"), Is.EqualTo("\u00E0").Using((IComparer<string>)StringComparer.Ordinal));

        [Test]
        public void RepetitionIsTheDefinitionsOnRandomText([Values(1, 2, 3)] int n)
        {
            var random = new Random(n);
            for (int turn = 0; turn < 500; turn++)
            {
                string reply = ReadText.Random(random, random.Next(40));
                string[] earlier = Enumerable.Range(0, 3).Select(_ => ReadText.Random(random, random.Next(40))).ToArray();
                Assert.That(
                    new RepetitionReward(n).Score(RewardContexts.After(reply, earlier)), Is.EqualTo(Repetition(reply, earlier, n)), reply);
            }
        }

        private static double Repetition(string reply, string[] earlier, int n)
        {
            string normal = ReadText.Normal(reply.ToLowerInvariant());
            if (normal.Length == 0)
                return 1;
            bool inWords = ReadText.Words(normal).Count > 0;
            n = Math.Min(n, Units(normal).Count);
            List<string> grams = Grams(normal);
            var said = new HashSet<string>(earlier.SelectMany(text => Grams(ReadText.Normal(text.ToLowerInvariant()))));
            double repeated = 1 - (grams.Distinct().Count() / (double)grams.Count);
            return 1 - Math.Max(repeated, grams.Count(said.Contains) / (double)grams.Count);

            List<string> Units(string text) => inWords ? ReadText.Words(text) : ReadText.Elements(text);

            List<string> Grams(string text)
            {
                List<string> units = Units(text);
                return Enumerable.Range(0, Math.Max(0, units.Count - n + 1))
                    .Select(start => string.Join(" | ", units.Skip(start).Take(n)))
                    .ToList();
            }
        }
    }
}
