#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class Gpt2PreTokenizerTests
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
            Assert.That(Split(text), Is.EqualTo(pieces));
        }

        // .NET's \p{L} and \p{N} would call these halves of surrogate pairs, and neither letters nor digits.
        [TestCase("𐐨𐐩a1", "𐐨𐐩a|1")]
        [TestCase("x𝟙𝟚", "x|𝟙𝟚")]
        [TestCase("𠮷野家!", "𠮷野家|!")]
        public void CharactersBeyondTheBasicPlaneAreLettersAndDigitsToo(string text, string pieces)
        {
            Assert.That(Split(text), Is.EqualTo(pieces));
        }

        [Test]
        public void APieceIsTheSameFromASpan()
        {
            var preTokenizer = new Gpt2PreTokenizer();
            Assert.That(
                preTokenizer.PreTokenize("the wolves' 12".ToCharArray()).ToArray(),
                Is.EqualTo(preTokenizer.PreTokenize("the wolves' 12").ToArray()));
        }

        private static string Split(string text) =>
            string.Join("|", new Gpt2PreTokenizer().PreTokenize(text).Select(piece => text.Substring(piece.Offset, piece.Length)));
    }
}
