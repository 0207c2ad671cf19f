#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Training.Tests.Parity
{
    /// <summary>
    /// The same checkpoint gives what Python's transformers gives: Llama with 1 and 4 query heads a key head, tied and untied, with
    /// Llama 3's rope scaling and in shards; Mistral; Qwen2 with biases; Qwen3 with q and k norms.
    /// </summary>
    [TestFixtureSource(typeof(FixtureCheckpoint), nameof(FixtureCheckpoint.Names))]
    public sealed class TransformersParityTests
    {
        private readonly FixtureCheckpoint fixture;
        private ActorNetwork network = null!;
        private ActorWeights weights = null!;

        public TransformersParityTests(string name) => fixture = new FixtureCheckpoint(name);

        [OneTimeSetUp]
        public void Load()
        {
            network = fixture.Network();
            weights = fixture.Weights(network);
        }

        [OneTimeTearDown]
        public void Dispose()
        {
            weights.Dispose();
            network.Dispose();
        }

        [Test]
        public void LogitsOfEachPromptAloneAreThoseOfTransformers()
        {
            var found = fixture.Prompts.Select(prompt => ForwardPass.Logits(weights, prompt)[0]).ToArray();
            Assert.That(ForwardPass.Gap(found, fixture.Expected("logits")), Is.LessThan(FixtureCheckpoint.Tolerance));
        }

        [Test]
        public void LogitsOfAllPromptsInOneBatchPaddedOnTheRightAreThose()
        {
            var found = ForwardPass.Logits(weights, fixture.Prompts);
            Assert.That(ForwardPass.Gap(found, fixture.Expected("logits")), Is.LessThan(FixtureCheckpoint.Tolerance));
        }

        [Test]
        public void LogProbsOfLongRowsReadInOnePassAreThoseOfCachedGenerationInTransformers()
        {
            var found = fixture.Prompts.Zip(fixture.Greedy, (prompt, reply) => ForwardPass.LogProbs(weights, prompt, reply)).ToArray();
            Assert.That(ForwardPass.Gap(found, fixture.GreedyLogProbs), Is.LessThan(FixtureCheckpoint.Tolerance));
        }

        [Test]
        public void GreedyContinuationsOfOneBatchPaddedOnTheLeftAreThoseOfTransformers()
        {
            var sampling = SamplingOptions.Greedy with { MaxTokens = fixture.Greedy[0].Length };
            var jobs = fixture.Prompts.Select(prompt => new GenerationJob(prompt, sampling, seed: 1)).ToArray();
            new BatchGenerator(network, Array.Empty<int>(), padToken: 0).Run(weights, jobs, () => false);
            Assert.That(jobs.Select(j => j.Tokens), Is.EqualTo(fixture.Greedy));
            var logProbs = jobs.Select(j => j.LogProbs.ToArray()).ToArray();
            Assert.That(ForwardPass.Gap(logProbs, fixture.GreedyLogProbs), Is.LessThan(FixtureCheckpoint.Tolerance));
        }
    }
}
