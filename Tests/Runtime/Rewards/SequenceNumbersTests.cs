#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Rewards;

namespace Repartee.Tests.Rewards
{
    public sealed class SequenceNumbersTests
    {
        [Test]
        public void EqualSequencesGetTheNumberOfTheFirst()
        {
            var numbers = new SequenceNumbers<char>();
            string[] words = Enumerable.Range(0, 5000).Select(i => "word" + (i * 7919)).ToArray();
            Assert.That(words.Select(word => numbers.Add(word.AsMemory())), Is.EqualTo(Enumerable.Range(0, 5000)));
            Assert.That(words.Select(word => numbers.Add(("a" + word).AsMemory(1))), Is.EqualTo(Enumerable.Range(0, 5000)));
            Assert.That(numbers.Count, Is.EqualTo(5000));
        }

        [Test]
        public void ASequenceThatWasNeverAddedIsNotFound()
        {
            var numbers = new SequenceNumbers<int>();
            Assert.That(numbers.Find(new[] { 1, 2 }), Is.EqualTo(-1));
            numbers.Add(new[] { 1, 2 });
            Assert.That(numbers.Find(new[] { 1, 2 }), Is.Zero);
            Assert.That(numbers.Find(new[] { 2, 1 }), Is.EqualTo(-1), "order counts");
            Assert.That(numbers.Find(new[] { 1 }), Is.EqualTo(-1), "a part is another sequence");
            Assert.That(numbers.Count, Is.EqualTo(1));
        }
    }
}
