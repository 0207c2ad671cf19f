#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class SplitPatternTests
    {
        [TestCase("Hello world", "Hello| world")]
        [TestCase("we'll don't 'tis I'M", "we|'ll| don|'t| '|tis| I|'|M")]
        [TestCase("a  b", "a| | b")]
        [TestCase("a\n\nb", "a|\n|\n|b")]
        [TestCase("a   ", "a|   ")]
        [TestCase("  a", " | a")]
        [TestCase("a \tb", "a| |\t|b")]
        [TestCase(" ", " ")]
        [TestCase("x=12,5!?", "x|=|12|,|5|!?")]
        [TestCase("a\u00A0b", "a|\u00A0|b")]
        [TestCase("cafe\u0301s", "cafe|\u0301|s")]
        [TestCase("½x²", "½|x|²")]
        [TestCase("hi 🐺🐺!", "hi| 🐺🐺!")]
        [TestCase("", "")]
        public void TextIsSplitLikeGpt2(string text, string pieces)
        {
            Assert.That(Split(SplitPattern.Gpt2, text), Is.EqualTo(pieces));
        }

        // .NET's \p{L} and \p{N} would call these halves of surrogate pairs, and neither letters nor digits.
        [TestCase("𐐨𐐩a1", "𐐨𐐩a|1")]
        [TestCase("x𝟙𝟚", "x|𝟙𝟚")]
        [TestCase("𠮷野家!", "𠮷野家|!")]
        public void CharactersBeyondTheBasicPlaneAreLettersAndDigitsToo(string text, string pieces)
        {
            Assert.That(Split(SplitPattern.Gpt2, text), Is.EqualTo(pieces));
        }

        [TestCase("WE'LL don't", "WE|'LL| don|'t")]
        [TestCase("'\u017Fabc", "'\u017F|abc")]
        [TestCase("\tx (y)", "\tx| (|y|)")]
        [TestCase("a \n\n  b", "a| \n\n| | b")]
        [TestCase("end.\r\n\nNew", "end|.\r\n\n|New")]
        [TestCase("!/\n", "!/\n")]
        [TestCase("1234567", "123|456|7")]
        [TestCase("𝟘𝟙𝟚𝟛", "𝟘𝟙𝟚|𝟛")]
        public void TextIsSplitLikeLlama3(string text, string pieces)
        {
            Assert.That(Split(SplitPattern.Llama3, text), Is.EqualTo(pieces));
        }

        [Test]
        public void Qwen2IsLlama3WithSingleDigits()
        {
            Assert.That(Split(SplitPattern.Qwen2, "WE'LL pay 120\n"), Is.EqualTo("WE|'LL| pay| |1|2|0|\n"));
        }

        [TestCase("McDonald's HTTPServer", "Mc|Donald|'s| HTTPServer")]
        [TestCase("camelCase IDs ABC", "camel|Case| IDs| ABC")]
        [TestCase("cafe\u0301s", "cafe\u0301s")]
        [TestCase("Aª B", "Aª| B")]
        [TestCase("\u0301A", "\u0301|A")]
        [TestCase("!/\n/x", "!/\n/|x")]
        public void TextIsSplitLikeMistralNemo(string text, string pieces)
        {
            Assert.That(Split(SplitPattern.Tekken, text), Is.EqualTo(pieces));
        }

        private static string Split(SplitPattern pattern, string text)
        {
            string[] pieces = pattern.Split(text).ToArray();
            Assert.That(string.Concat(pieces), Is.EqualTo(text), "nothing is lost");
            return string.Join("|", pieces);
        }
    }
}
