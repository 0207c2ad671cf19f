#nullable enable
using NUnit.Framework;
using Repartee.Internal;

namespace Repartee.Tests.Internal
{
    public sealed class WellFormedTextTests
    {
        [TestCase("e\u0301", "\u00E9")]
        [TestCase("a\uFFFEb", "a\uFFFDb")]
        [TestCase("\uFFFF\uD83C\uDF7A", "\uFFFF\uD83C\uDF7A")]
        public void AnyTextCanBeComposed(string text, string composed) => Assert.That(WellFormedText.Compose(text), Is.EqualTo(composed));

        [Test]
        public void HalfASurrogatePairIsReplaced() =>                           // no attribute can hold one
            Assert.That(WellFormedText.Compose("a" + (char)0xD800 + "b"), Is.EqualTo("a\uFFFDb"));
    }
}
