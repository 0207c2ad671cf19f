#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class IncrementalDecoderTests
    {
        private readonly ByteLevelBpeTokenizer _tokenizer = TavernTokenizer.Instance;

        [TestCase("The wolves are gone, 狼が去った 🐻🐻 𐐨.")]
        [TestCase("<|end|>")]
        public void ThePiecesJoinedAreTheTextDecodedAtOnce(string text)
        {
            var decoder = new IncrementalDecoder(_tokenizer);
            string[] pieces = _tokenizer.Encode(text).Select(id => decoder.Push(id)).ToArray();
            Assert.That(string.Concat(pieces) + decoder.Flush(), Is.EqualTo(text));
            Assert.That(string.Concat(pieces).ToCharArray(), Has.None.EqualTo('\uFFFD'));
        }

        [Test]
        public void ACharacterAppearsWithItsLastByte()
        {
            var decoder = new IncrementalDecoder(_tokenizer);
            int[] bear = _tokenizer.Encode("🐻");
            Assert.That(bear, Has.Length.GreaterThan(1));
            string[] pieces = bear.Select(id => decoder.Push(id)).ToArray();
            Assert.That(pieces.Take(pieces.Length - 1), Is.All.Empty);
            Assert.That(pieces.Last(), Is.EqualTo("🐻"));
        }

        [Test]
        public void AReplyThatEndsWithinACharacterEndsWithTheReplacementCharacter()
        {
            var decoder = new IncrementalDecoder(_tokenizer);
            Assert.That(decoder.Push(_tokenizer.Encode("🐻")[0]), Is.Empty);
            Assert.That(decoder.Flush(), Is.EqualTo("\uFFFD"));
            Assert.That(string.Concat(_tokenizer.Encode("gate").Select(id => decoder.Push(id))), Is.EqualTo("gate"), "the next reply");
        }

        [Test]
        public void SpecialTokensAddNoText()
        {
            var decoder = new IncrementalDecoder(_tokenizer);
            Assert.That(decoder.Push(1), Is.Empty);
            Assert.That(decoder.Flush(), Is.Empty);
        }
    }
}
