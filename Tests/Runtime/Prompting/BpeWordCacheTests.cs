#nullable enable
using System.Globalization;
using System.Linq;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class BpeWordCacheTests
    {
        [Test]
        public void AWordIsRememberedWithItsTokens()
        {
            var cache = new BpeWordCache();
            Assert.That(cache.TryGet(" wolf", out int[] none), Is.False);
            Assert.That(none, Is.Empty);
            cache.Add(" wolf", new[] { 7, 8 });
            Assert.That(cache.TryGet(" wolf", out int[] ids), Is.True);
            Assert.That(ids, Is.EqualTo(new[] { 7, 8 }));
            Assert.That(cache.TryGet("wolf", out _), Is.False);
        }

        [Test]
        public void NewWordsTakeThePlacesOfOldOnesAndKeepTheirOwnTokens()
        {
            var cache = new BpeWordCache();
            for (int i = 0; i < 100_000; i++)
                cache.Add(Word(i), new[] { i });
            int[] remembered = Enumerable.Range(0, 100_000).Where(i => cache.TryGet(Word(i), out _)).ToArray();
            Assert.That(remembered.Length, Is.InRange(4096, 8192));
            Assert.That(remembered, Has.Some.EqualTo(99_999));
            Assert.That(remembered.All(i => cache.TryGet(Word(i), out int[] ids) && ids.Single() == i), Is.True);
        }

        [TestCase(32, true)]
        [TestCase(33, false)]
        public void LongWordsAreNotRemembered(int length, bool remembered)
        {
            var cache = new BpeWordCache();
            cache.Add(new string('a', length), new[] { 1 });
            Assert.That(cache.TryGet(new string('a', length), out _), Is.EqualTo(remembered));
        }

        private static string Word(int number) => " word" + number.ToString(CultureInfo.InvariantCulture);
    }
}
