#nullable enable
using System;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Training.Tests.Actor
{
    public sealed class BatchGeneratorTests
    {
        private ActorNetwork network = null!;
        private ActorWeights weights = null!;

        [SetUp]
        public void CreateActor()
        {
            network = TinyActor.Network();
            weights = TinyActor.Weights(network);
        }

        [TearDown]
        public void DisposeActor()
        {
            weights.Dispose();
            network.Dispose();
        }

        [TestCase(new[] { 1 })]
        [TestCase(new[] { 0 })]                                                 // the stop token's id is 0, and the pad token's too
        [TestCase(new[] { 3, 9, 17 })]
        public void AReplyEndsWithItsFirstStopTokenOrAtItsLimit(int[] stops)
        {
            var free = TinyActor.Answer(network, weights, Jobs(40, maxTokens: 16));
            var stopped = TinyActor.Answer(network, weights, Jobs(40, maxTokens: 16), stops);
            foreach (var (without, with) in free.Zip(stopped, (a, b) => (a, b)))
            {
                int first = without.Tokens.FindIndex(stops.Contains);
                int expected = first < 0 ? 16 : first + 1;
                Assert.That(with.Tokens, Is.EqualTo(without.Tokens.Take(expected)));
                Assert.That(with.LogProbs, Is.EqualTo(without.LogProbs.Take(expected)).Within(1e-5));
                Assert.That(with.Finish, Is.EqualTo(first < 0 ? FinishReason.Length : FinishReason.Stop));
            }

            Assert.That(stopped.Select(j => j.Finish).Distinct().Count(), Is.EqualTo(2), "both ways to end should be seen");
        }

        [Test]
        public void WithThePadTokenAsStopTokenTheFirstIsAChoiceWithItsLogProb()
        {
            var jobs = Jobs(40, maxTokens: 16);
            new BatchGenerator(network, new[] { 7 }, padToken: 7).Run(weights, jobs, () => false);
            var stopped = jobs.Where(j => j.Finish == FinishReason.Stop).ToArray();
            Assert.That(stopped, Is.Not.Empty);
            Assert.That(stopped.Select(j => j.Tokens.Count(t => t == 7)), Is.All.EqualTo(1));
            Assert.That(jobs.Select(j => j.LogProbs.Count), Is.EqualTo(jobs.Select(j => j.Tokens.Count)));
            Assert.That(jobs.SelectMany(j => j.LogProbs), Is.All.LessThan(0f));
        }

        [Test]
        public void StopTokensInsideThePromptEndNothing()
        {
            var job = new GenerationJob(new[] { 4, TinyActor.Stop, 5, TinyActor.Stop }, new SamplingOptions { MaxTokens = 6 }, seed: 2);
            TinyActor.Answer(network, weights, new[] { job }, 30);
            Assert.That(job.Tokens, Has.Count.EqualTo(6));
        }

        [Test]
        public void AnImmediateStopIsAReplyOfOneToken()
        {
            var anything = Enumerable.Range(0, TinyActor.Vocabulary).ToArray();
            var jobs = TinyActor.Answer(network, weights, Jobs(3, maxTokens: 16), anything);
            Assert.That(jobs.Select(j => (j.Tokens.Count, j.Finish)), Is.All.EqualTo((1, (FinishReason?)FinishReason.Stop)));
        }

        [Test]
        public void RepliesOfOneBatchKeepTheirOwnLimits()
        {
            var jobs = new[] { 1, 5, 12 }
                .Select(n => new GenerationJob(TinyActor.Prompt(4, 1), new SamplingOptions { MaxTokens = n }, 9)).ToArray();
            TinyActor.Answer(network, weights, jobs);
            Assert.That(jobs.Select(j => j.Tokens.Count), Is.EqualTo(new[] { 1, 5, 12 }));
            Assert.That(jobs[0].Tokens, Is.EqualTo(jobs[2].Tokens.Take(1)));
            Assert.That(jobs.Select(j => j.Finish), Is.All.EqualTo(FinishReason.Length));
        }

        [Test]
        public void AReplyEndsWithTheContext()
        {
            var job = new GenerationJob(TinyActor.Prompt(network.Config.MaxPositions - 1, 1), SamplingOptions.Default, 1);
            TinyActor.Answer(network, weights, new[] { job });
            Assert.That((job.Tokens.Count, job.Finish), Is.EqualTo((1, FinishReason.Length)));
        }

        [Test]
        public void EachTokenIsAnnouncedOnce()
        {
            int seen = 0;
            var job = new GenerationJob(TinyActor.Prompt(3, 1), new SamplingOptions { MaxTokens = 7 }, 1, default, (j, first) =>
            {
                Assert.That(first, Is.EqualTo(seen));
                seen = j.Tokens.Count;
            });
            TinyActor.Answer(network, weights, new[] { job });
            Assert.That((seen, job.CallerError), Is.EqualTo((7, (Exception?)null)));
        }

        [Test]
        public void ACallersExceptionEndsItsReplyAndNoOther()
        {
            var sampling = new SamplingOptions { MaxTokens = 9 };
            var failing = new GenerationJob(
                TinyActor.Prompt(3, 1), sampling, 1, default, (_, __) => throw new InvalidOperationException("from the game"));
            var other = new GenerationJob(TinyActor.Prompt(3, 1), sampling, 1);
            TinyActor.Answer(network, weights, new[] { failing, other });
            Assert.That(failing.CallerError, Is.InstanceOf<InvalidOperationException>().With.Message.EqualTo("from the game"));
            Assert.That(failing.Finish, Is.EqualTo(FinishReason.Cancelled));
            Assert.That((other.Tokens.Count, other.Finish), Is.EqualTo((9, FinishReason.Length)));
        }

        [Test]
        public void ACancelledReplyEndsAtTheNextStepAndNoOther()
        {
            using var cancellation = new CancellationTokenSource();
            var cancelled = new GenerationJob(
                TinyActor.Prompt(3, 1), new SamplingOptions { MaxTokens = 9 }, 1, cancellation.Token, (_, __) => cancellation.Cancel());
            var other = new GenerationJob(TinyActor.Prompt(3, 1), new SamplingOptions { MaxTokens = 9 }, 1);
            TinyActor.Answer(network, weights, new[] { cancelled, other });
            Assert.That((cancelled.Tokens.Count, cancelled.Finish), Is.EqualTo((2, FinishReason.Cancelled)));
            Assert.That((other.Tokens.Count, other.Finish), Is.EqualTo((9, FinishReason.Length)));
        }

        [Test]
        public void APromptThatCannotBeAnsweredIsRefusedWithWhatToDo()
        {
            var generator = new BatchGenerator(network, new[] { TinyActor.Stop }, TinyActor.Pad);
            string Refusal(params int[] prompt) =>
                Assert.Throws<ArgumentException>(() => generator.CheckFits(new GenerationJob(prompt, SamplingOptions.Default, 1)))!.Message;

            Assert.That(Refusal(), Does.StartWith("Expected a prompt of one token or more, but found none."));
            Assert.That(Refusal(new int[64]), Does.StartWith("Expected a prompt shorter than the actor's context of 64 tokens"));
            Assert.That(Refusal(3, 32), Does.StartWith("Expected token ids from 0 to 31, but found 32."));
            Assert.That(Refusal(3, -1), Does.StartWith("Expected token ids from 0 to 31, but found -1."));
        }

        private static GenerationJob[] Jobs(int count, int maxTokens) => Enumerable.Range(0, count)
            .Select(i => new GenerationJob(TinyActor.Prompt(2 + i % 5, (ulong)i), new SamplingOptions { MaxTokens = maxTokens }, (ulong)i))
            .ToArray();
    }
}
