#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Tests.Actor;

namespace Repartee.Training.Tests.Kernels
{
    public sealed class DecodeKernelTests
    {
        [TestCase(1.0)]
        [TestCase(0.7)]
        public void LogProbsOfCachedGenerationAreThoseOfOneForwardPass(double temperature)
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var jobs = Jobs(temperature, 9, 2, 5);
            TinyActor.Answer(network, weights, jobs);
            Assert.That(jobs.Select(j => Gap(network, j)), Is.All.LessThan(1e-5));
        }

        [TestCase(false, false)]
        [TestCase(true, true)]
        public void TheCacheKeepsBiasesAndNorms(bool bias, bool norm)
        {
            using var network = TinyActor.Network(TinyActor.Config(keyValueHeads: 1, tied: true, bias: bias, norm: norm));
            using var weights = TinyActor.Weights(network);
            var jobs = TinyActor.Answer(network, weights, Jobs(1.0, 7, 3));
            Assert.That(jobs.Select(j => Gap(network, j)), Is.All.LessThan(1e-5));
        }

        [Test]
        public void AReplyInALeftPaddedBatchIsTheReplyItIsAlone()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var together = TinyActor.Answer(network, weights, Jobs(1.0, 1, 14, 6, 3));
            foreach (var (job, alone) in together.Zip(Jobs(1.0, 1, 14, 6, 3), (a, b) => (a, b)))
            {
                TinyActor.Answer(network, weights, new[] { alone });
                Assert.That(job.Tokens, Is.EqualTo(alone.Tokens));
                Assert.That(job.LogProbs, Is.EqualTo(alone.LogProbs).Within(1e-5));
            }
        }

        [Test]
        public void TheOrderOfABatchDoesNotMatter()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var forward = TinyActor.Answer(network, weights, Jobs(1.0, 4, 8, 6));
            var backward = TinyActor.Answer(network, weights, Jobs(1.0, 4, 8, 6).Reverse().ToArray());
            Assert.That(forward.Select(j => j.Tokens), Is.EqualTo(backward.Reverse().Select(j => j.Tokens)));
        }

        [Test]
        public void AnotherSeedGivesAnotherReply()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var prompt = TinyActor.Prompt(4, 1);
            var jobs = new ulong[] { 1, 2, 1 }.Select(seed => new GenerationJob(prompt, TwelveTokens(1.0), seed)).ToArray();
            TinyActor.Answer(network, weights, jobs);
            Assert.That(jobs[1].Tokens, Is.Not.EqualTo(jobs[0].Tokens));
            Assert.That(jobs[2].Tokens, Is.EqualTo(jobs[0].Tokens));
        }

        [Test]
        public void ThePadTokenDoesNotMatter()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var first = Jobs(1.0, 2, 9, 5);
            var second = Jobs(1.0, 2, 9, 5);
            new BatchGenerator(network, new[] { TinyActor.Stop }, padToken: 0).Run(weights, first, () => false);
            new BatchGenerator(network, new[] { TinyActor.Stop }, padToken: 23).Run(weights, second, () => false);
            Assert.That(first.Select(j => j.Tokens), Is.EqualTo(second.Select(j => j.Tokens)));
            Assert.That(first.SelectMany(j => j.LogProbs), Is.EqualTo(second.SelectMany(j => j.LogProbs)));
        }

        [Test]
        public void EachRowHasItsOwnTemperatureAndTruncation()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var prompt = TinyActor.Prompt(5, 3);
            var greedy = new GenerationJob(prompt, SamplingOptions.Greedy with { MaxTokens = 8 }, 1);
            var hot = new GenerationJob(prompt, TwelveTokens(10.0), 1);
            TinyActor.Answer(network, weights, new[] { greedy, hot });

            var tokens = prompt.Concat(greedy.Tokens).ToArray();
            var expected = new ReferenceLlama(network.Layout, TinyActor.Values(network.Layout)).LogProbs(tokens)
                .Skip(prompt.Length - 1).Take(8).Select(row => Array.IndexOf(row, row.Max()));
            Assert.That(greedy.Tokens, Is.EqualTo(expected));
            Assert.That(Gap(network, hot), Is.LessThan(1e-5));
        }

        [Test]
        public void APenaltyCountsTheTokensOfItsOwnReplyAndNotThoseOfThePromptOrOfOtherRows()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var prompt = TinyActor.Prompt(5, 3);
            var greedy = SamplingOptions.Greedy with { MaxTokens = 20 };
            var penalized = new GenerationJob(prompt, greedy with { RepetitionPenalty = 1.3 }, 1);
            var plain = new GenerationJob(TinyActor.Prompt(9, 4), greedy, 1);
            TinyActor.Answer(network, weights, new[] { plain, penalized });

            var expected = PenalizedGreedy(network, prompt, 20, 1.3);
            Assert.That(penalized.Tokens, Is.EqualTo(expected));
            Assert.That(plain.Tokens, Is.EqualTo(PenalizedGreedy(network, plain.Prompt, 20, 1)));
            Assert.That(expected, Is.Not.EqualTo(PenalizedGreedy(network, prompt, 20, 1)), "a penalty that changes nothing would prove nothing");
            Assert.That(new[] { Gap(network, penalized), Gap(network, plain) }, Is.All.LessThan(1e-5));
        }

        [Test]
        public void ARowThatEndsAtTheContextsEndDoesNotDisturbAShorterOne()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            int context = network.Config.MaxPositions;
            var full = new GenerationJob(TinyActor.Prompt(context - 4, 1), SamplingOptions.Default, 1);
            var roomy = new GenerationJob(TinyActor.Prompt(4, 2), SamplingOptions.Default, 2);
            TinyActor.Answer(network, weights, new[] { full, roomy });
            Assert.That((full.Tokens.Count, full.Finish), Is.EqualTo((4, FinishReason.Length)));
            Assert.That((roomy.Tokens.Count, roomy.Finish), Is.EqualTo((48, FinishReason.Length)));
            Assert.That(new[] { Gap(network, full), Gap(network, roomy) }, Is.All.LessThan(1e-5));
        }

        private static SamplingOptions TwelveTokens(double temperature) =>
            new SamplingOptions { MaxTokens = 12, Temperature = temperature };

        private static GenerationJob[] Jobs(double temperature, params int[] lengths) => lengths
            .Select((n, i) => (Prompt: TinyActor.Prompt(n, (ulong)i), Seed: CounterRandom.Derive(3, (ulong)i)))
            .Select(row => new GenerationJob(row.Prompt, TwelveTokens(temperature), row.Seed)).ToArray();

        /// <summary>The likeliest tokens by the written-out decoder, one whole pass a token.</summary>
        private static List<int> PenalizedGreedy(ActorNetwork network, int[] prompt, int count, double penalty)
        {
            var reference = new ReferenceLlama(network.Layout, TinyActor.Values(network.Layout));
            var reply = new List<int>();
            while (reply.Count < count)
            {
                var logits = reference.Logits(prompt.Concat(reply).ToArray()).Last().ToArray();
                foreach (int token in reply.Distinct())
                    logits[token] = logits[token] > 0 ? logits[token] / penalty : logits[token] * penalty;
                reply.Add(Array.IndexOf(logits, logits.Max()));
            }

            return reply;
        }

        /// <summary>Largest difference between a reply's log-probs and those of the written-out decoder.</summary>
        private static double Gap(ActorNetwork network, GenerationJob job)
        {
            var reference = new ReferenceLlama(network.Layout, TinyActor.Values(network.Layout));
            var expected = reference.LogProbs(job.Prompt.Concat(job.Tokens).ToArray(), job.Sampling.Temperature);
            return job.Tokens.Select((token, i) => Math.Abs(expected[job.Prompt.Length - 1 + i][token] - job.LogProbs[i])).Max();
        }
    }
}
