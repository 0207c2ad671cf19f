#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class TokenIdsTests
    {
        [Test]
        public void SpellingsPartsAndJointsAreFoundLikeInADictionaryOfStrings()
        {
            var random = new Random(3);
            var ids = new TokenIds(0);
            var expected = new Dictionary<string, int>();
            for (int id = 0; id < 3000; id++)
            {
                string spelling = Word(random);
                Assert.That(ids.TryAdd(spelling, id), Is.EqualTo(expected.TryAdd(spelling, id)), spelling);
            }

            Assert.That(ids.Count, Is.EqualTo(expected.Count));
            Assert.That(ids.End, Is.EqualTo(expected.Values.Max() + 1));
            foreach ((string spelling, int id) in expected)
            {
                Assert.That(ids.Find(spelling), Is.EqualTo(id));
                Assert.That(ids[id], Is.EqualTo(spelling));
            }

            KeyValuePair<string, int>[] halves = expected.Where(token => token.Key.Length < 3).ToArray();
            int joints = 0;
            for (int i = 0; i < 3000; i++)
            {
                string text = Word(random) + Word(random);
                int start = random.Next(text.Length), length = random.Next(text.Length - start + 1);
                Assert.That(ids.Find(text, start, length), Is.EqualTo(Of(text.Substring(start, length))));
                (string left, int leftId) = halves[random.Next(halves.Length)];
                (string right, int rightId) = halves[random.Next(halves.Length)];
                Assert.That(ids.FindJoint(leftId, rightId), Is.EqualTo(Of(left + right)), left + " " + right);
                joints += expected.ContainsKey(left + right) ? 1 : 0;
            }

            Assert.That(joints, Is.GreaterThan(1000));

            int Of(string spelling) => expected.TryGetValue(spelling, out int id) ? id : TokenIds.None;
        }

        [Test]
        public void IdsMayHaveGapsAndComeInAnyOrder()
        {
            var ids = new TokenIds(2);
            Assert.That(ids.TryAdd("late", 100), Is.True);
            Assert.That(ids.TryAdd("early", 3), Is.True);
            Assert.That(ids.TryAdd("late", 4), Is.False);
            Assert.That((ids.Count, ids.End, ids.Find("early"), ids.Find("late")), Is.EqualTo((2, 101, 3, 100)));
            IReadOnlyList<string> spellings = ids.Seal();
            Assert.That(spellings, Has.Count.EqualTo(101));
            Assert.That(spellings.Where(spelling => spelling.Length > 0), Is.EqualTo(new[] { "early", "late" }));
        }

        [Test]
        public void AnIdIsGivenOnce()
        {
            var ids = new TokenIds(2);
            ids.TryAdd("ale", 1);
            Assert.That(() => ids.TryAdd("inn", 1), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                "Expected one token for each id, but id 1 is both \"ale\" and \"inn\". Renumber one."));
        }

        [Test]
        public void SpecialTokensAreNoOrdinaryOnes()
        {
            var ids = new TokenIds(2);
            ids.TryAdd("ale", 0);
            ids.TryAdd("<|end|>", 1);
            ids.MarkSpecial(1);
            Assert.That((ids.FindOrdinary("ale"), ids.FindOrdinary("<|end|>"), ids.FindOrdinary("inn")), Is.EqualTo((0, -1, -1)));
            Assert.That(ids.Find("<|end|>"), Is.EqualTo(1));
        }

        private static string Word(Random random) =>
            string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => "ab\u0120\u2581\uffff"[random.Next(5)]));
    }
}
