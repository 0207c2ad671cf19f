#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NUnit.Framework;
using Repartee.Rewards;

namespace Repartee.Tests.Rewards
{
    public sealed class EditDistanceTests
    {
        private static readonly int[] Lengths = { 0, 1, 2, 31, 63, 64, 65, 127, 128, 129, 200, 257 };

        [Test]
        public void DistanceIsTheTextbooksAtAndAroundEachBandOf64Rows([ValueSource(nameof(Lengths))] int rows, [Values(2, 5, 40)] int units)
        {
            var random = new Random((rows * 100) + units);
            foreach (int columns in Lengths)
            {
                int[] first = Numbers(random, rows, units), second = Numbers(random, columns, units);
                int expected = ReadText.Distance(Texts(first), Texts(second));
                Assert.That(new EditDistance(first).To(second, units), Is.EqualTo(expected), $"{rows} by {columns} of {units} units");
            }
        }

        [Test]
        public void DistanceOfASequenceWithAFewEditsIsAtMostTheirNumber()
        {
            var random = new Random(7);
            for (int turn = 0; turn < 200; turn++)
            {
                int[] first = Numbers(random, random.Next(300), 30);
                List<int> second = first.ToList();
                int edits = random.Next(6);
                for (int i = 0; i < edits; i++)
                    second.Insert(random.Next(second.Count + 1), random.Next(30));
                int found = new EditDistance(first).To(second.ToArray(), 30);
                Assert.That(found, Is.EqualTo(edits), "each insertion makes it longer, so none can be saved");
                Assert.That(new EditDistance(second.ToArray()).To(first, 30), Is.EqualTo(found));
            }
        }

        [Test]
        public void OneSequenceIsComparedWithManyAsOftenAsAsked()
        {
            var random = new Random(5);
            int[] first = Numbers(random, 150, 20);
            var distance = new EditDistance(first);
            for (int turn = 0; turn < 50; turn++)
            {
                int units = 20 + turn;                                          // later sequences have units that the first ones lack
                int[] second = Numbers(random, random.Next(turn == 7 ? 3000 : 200), units);
                Assert.That(distance.To(second, units), Is.EqualTo(ReadText.Distance(Texts(first), Texts(second))));
            }

            Assert.That(distance.To(first, 20), Is.Zero);
        }

        [Test]
        public void ScoreIsTheTextbooksOnRandomTextOfAllScripts([Values] EditUnit unit, [Values] bool ignoreCase)
        {
            var random = new Random(11);
            var reward = new EditDistanceReward(unit, ignoreCase);
            for (int turn = 0; turn < 300; turn++)
            {
                string reply = ReadText.Random(random, random.Next(120));
                string[] solutions = Enumerable.Range(0, 3).Select(_ => "x" + ReadText.Random(random, random.Next(120))).ToArray();
                double expected = solutions.Max(solution => Similarity(reply, solution, unit, ignoreCase));
                Assert.That(reward.Score(RewardContexts.Reply(reply, solutions)), Is.EqualTo(expected), reply);
            }
        }

        private static double Similarity(string reply, string solution, EditUnit unit, bool ignoreCase)
        {
            List<string> first = Units(reply, unit, ignoreCase), second = Units(solution, unit, ignoreCase);
            return 1 - (ReadText.Distance(first, second) / (double)Math.Max(first.Count, second.Count));
        }

        private static List<string> Units(string text, EditUnit unit, bool ignoreCase)
        {
            string normal = ReadText.Normal(ignoreCase ? text.ToLower(CultureInfo.InvariantCulture) : text);
            return unit == EditUnit.Characters
                ? ReadText.Elements(normal)
                : normal.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries).ToList();
        }

        private static int[] Numbers(Random random, int length, int below) =>
            Enumerable.Range(0, length).Select(_ => random.Next(below)).ToArray();

        private static string[] Texts(int[] numbers) => numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)).ToArray();
    }
}
