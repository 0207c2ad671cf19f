#nullable enable
using System.Collections.Generic;
using System.Globalization;
using NUnit.Framework;
using Repartee.Conversation;

namespace Repartee.Tests.Conversation
{
    public sealed class SamplingOptionsTests
    {
        private static IEnumerable<TestCaseData> Refused()
        {
            yield return new TestCaseData(
                new SamplingOptions { Temperature = 0 }, "Temperature: expected more than 0 and at most 10, but found 0.");
            yield return new TestCaseData(new SamplingOptions { Temperature = double.NaN }, "Temperature: expected more than 0");
            yield return new TestCaseData(new SamplingOptions { TopK = -1 }, "TopK: expected 0 (all tokens) or more, but found -1.");
            yield return new TestCaseData(new SamplingOptions { TopP = 0 }, "TopP: expected more than 0 and at most 1, but found 0.");
            yield return new TestCaseData(new SamplingOptions { MaxTokens = 0 }, "MaxTokens: expected 1 or more, but found 0.");
            yield return new TestCaseData(
                new SamplingOptions { RepetitionPenalty = 0.9 }, "RepetitionPenalty: expected 1 (off) to 10, but found 0.9.");
            yield return new TestCaseData(new SamplingOptions { RepetitionPenalty = 10.5 }, "RepetitionPenalty: expected 1 (off) to 10");
            yield return new TestCaseData(new SamplingOptions { RepetitionPenalty = double.NaN }, "RepetitionPenalty: expected 1");
        }

        [TestCaseSource(nameof(Refused))]
        public void AValueOutOfItsRangeIsNamed(SamplingOptions options, string message)
        {
            Assert.That(options.Validate, Throws.ArgumentException.With.Message.StartsWith(message));
        }

        [Test]
        [SetCulture("de-DE")]
        public void NumbersInMessagesAreWrittenAlikeEverywhere()
        {
            Assert.That(CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator, Is.EqualTo(","));
            Assert.That(new SamplingOptions { Temperature = -0.5 }.Validate, Throws.ArgumentException.With.Message.Contains("found -0.5."));
            Assert.That(new SamplingOptions { TopP = 1.5 }.Validate, Throws.ArgumentException.With.Message.Contains("found 1.5."));
        }

        [Test]
        public void TheDefaultIsTheWholeDistributionAtTemperatureOne()
        {
            Assert.That(SamplingOptions.Default.Temperature, Is.EqualTo(1.0));
            Assert.That(SamplingOptions.Default.RepetitionPenalty, Is.EqualTo(1.0));
            Assert.That(SamplingOptions.Default.IsLearnable, Is.True);
        }

        [Test]
        public void RepliesFromAnotherDistributionThanTheActorsCanNotBeLearntFrom()
        {
            Assert.That(new SamplingOptions { Temperature = 0.7, MaxTokens = 3 }.IsLearnable, Is.True);
            Assert.That(SamplingOptions.Greedy.IsLearnable, Is.False);
            Assert.That(new SamplingOptions { TopP = 0.9 }.IsLearnable, Is.False);
            Assert.That(new SamplingOptions { RepetitionPenalty = 1.2 }.IsLearnable, Is.False);
        }

        [Test]
        public void AReplysTokensAreReservedAheadButACarelessLimitReservesLittle()
        {
            var job = new GenerationJob(new[] { 1 }, new SamplingOptions { MaxTokens = 100 }, 1);
            Assert.That((job.Tokens.Capacity, job.LogProbs.Capacity), Is.EqualTo((100, 100)));
            var careless = new GenerationJob(new[] { 1 }, new SamplingOptions { MaxTokens = int.MaxValue }, 1);
            Assert.That((careless.Tokens.Capacity, careless.LogProbs.Capacity), Is.EqualTo((4096, 4096)));
        }
    }
}
