#nullable enable
using System;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class BpeTrainerTests
    {
        [TestCase(1)]
        [TestCase(2)]
        [TestCase(3)]
        public void TheMergesAreThoseOfCountingAllPairsEachTime(int minimumFrequency)
        {
            BpeVocabulary vocabulary = BpeTrainer.Train(TavernTokenizer.Texts, 1000, new string[0], minimumFrequency);
            Assert.That(vocabulary.Merges, Is.EqualTo(NaiveBpe.Train(TavernTokenizer.Texts, 1000, minimumFrequency)));
            Assert.That(vocabulary.Merges.Count, Is.GreaterThan(15));
        }

        [Test]
        public void TrainingStopsAtTheSize()
        {
            BpeVocabulary vocabulary = BpeTrainer.Train(TavernTokenizer.Texts, 300, ChatTemplate.Repartee.SpecialTokens);
            Assert.That(vocabulary.Tokens.Count, Is.EqualTo(300));
            Assert.That(vocabulary.Merges, Is.EqualTo(NaiveBpe.Train(TavernTokenizer.Texts, 39, 2)));
        }

        [Test]
        public void MergesAreTheSameOnRandomTextOfFewLetters()
        {
            var random = new Random(7);
            string[] texts = Enumerable.Range(0, 40)
                .Select(line => new string(Enumerable.Range(0, 60).Select(i => "aab  "[random.Next(5)]).ToArray())).ToArray();
            BpeVocabulary vocabulary = BpeTrainer.Train(texts, 320, new string[0]);
            Assert.That(vocabulary.Merges.Take(50), Is.EqualTo(NaiveBpe.Train(texts, 50, 2)));
        }

        [Test]
        public void SpecialTokensComeFirstThenTheBytesInGpt2sOrder()
        {
            BpeVocabulary vocabulary = TavernTokenizer.Vocabulary;
            Assert.That(
                vocabulary.Tokens.Take(7),
                Is.EqualTo(new[] { "<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>", "!", "\"" }));
            Assert.That(vocabulary.SpecialTokens["<|assistant|>"], Is.EqualTo(4));
            Assert.That(vocabulary.Tokens[5 + 255], Is.EqualTo("\u0143"));
        }

        [Test]
        public void TheMostFrequentPairIsMergedFirstAndTiesBySpelling()
        {
            // "a b", "Ġ a" and "Ġ c" 3 times each; without "a b" as a pair of its own, "Ġ ab" and "Ġ c" are left.
            BpeVocabulary vocabulary = BpeTrainer.Train(new[] { "ce cd ab ab ab cd ce" }, 300, new string[0]);
            Assert.That(vocabulary.Merges.Take(3), Is.EqualTo(new[] { "a b", "Ġ ab", "Ġ c" }));

            // "c d" and "c e" twice each.
            BpeVocabulary tie = BpeTrainer.Train(new[] { "ce\ncd\ncd\nce" }, 300, new string[0]);
            Assert.That(tie.Merges, Is.EqualTo(new[] { "c d", "c e" }));
        }

        [Test]
        public void PairsBelowTheMinimumFrequencyStayApart()
        {
            Assert.That(BpeTrainer.Train(new[] { "wolf\nwolf" }, 300, new string[0], 3).Merges, Is.Empty);
            Assert.That(BpeTrainer.Train(new[] { "wolf" }, 300, new string[0], 1).Merges.Count, Is.EqualTo(3));
        }

        [Test]
        public void TrainingTwiceGivesTheSameFile()
        {
            BpeVocabulary again = BpeTrainer.Train(TavernTokenizer.Texts, 400, ChatTemplate.Repartee.SpecialTokens, 1);
            Assert.That(TavernTokenizer.Json(again), Is.EqualTo(TavernTokenizer.Json()));
        }

        [Test]
        public void ASizeWithoutRoomForTheBytesIsRefused()
        {
            Assert.That(
                () => BpeTrainer.Train(TavernTokenizer.Texts, 260, ChatTemplate.Repartee.SpecialTokens),
                Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith(
                    "Expected room for 256 bytes and 5 special tokens, so at least 261, but found 260."));
        }

        [Test]
        public void ASpecialTokenThatIsAWordIsRefused()
        {
            Assert.That(() => BpeTrainer.Train(TavernTokenizer.Texts, 300, new[] { "end" }), Throws.ArgumentException.With.Message
                .StartsWith("Expected special tokens that no word can spell, but found \"end\". Write one such as \"<|end|>\"."));
        }

        [Test]
        public void TrainingCanBeCancelled()
        {
            Assert.That(
                () => BpeTrainer.Train(TavernTokenizer.Texts, 300, new string[0], 2, new CancellationToken(canceled: true)),
                Throws.TypeOf<OperationCanceledException>());
        }
    }
}
