#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;
using TorchSharp;

namespace Repartee.Training.Tests.Parity
{
    /// <summary>
    /// In bfloat16 no two programs agree to the last bit, so the measure is how far transformers' own bfloat16 is from its float32.
    /// </summary>
    [TestFixtureSource(typeof(FixtureCheckpoint), nameof(FixtureCheckpoint.Names))]
    public sealed class BFloat16ParityTests
    {
        /// <summary>For another machine's order of sums.</summary>
        private const double Slack = 1.25;

        private readonly FixtureCheckpoint fixture;
        private ActorNetwork network = null!;
        private ActorWeights weights = null!;

        public BFloat16ParityTests(string name) => fixture = new FixtureCheckpoint(name);

        [OneTimeSetUp]
        public void Load()
        {
            network = fixture.Network(torch.ScalarType.BFloat16);
            weights = fixture.Weights(network);
        }

        [OneTimeTearDown]
        public void Dispose()
        {
            weights.Dispose();
            network.Dispose();
        }

        [Test]
        public void LogitsAreNoFurtherFromFloat32ThanThoseOfTransformers()
        {
            var found = ForwardPass.Logits(weights, fixture.Prompts);
            var (theirs, exact) = (fixture.Expected("bf16_logits"), fixture.Expected("logits"));
            double gap = ForwardPass.Gap(theirs, exact), meanGap = ForwardPass.MeanGap(theirs, exact);
            Assert.That(ForwardPass.MeanGap(found, exact), Is.LessThan(Slack * meanGap));
            Assert.That(ForwardPass.Gap(found, exact), Is.LessThan(Slack * gap));
            Assert.That(ForwardPass.MeanGap(found, theirs), Is.LessThan(Slack * Math.Sqrt(2) * meanGap), "two independent gaps");
            Assert.That(ForwardPass.Gap(found, theirs), Is.LessThan(2 * Slack * gap));
            Assert.That(meanGap, Is.GreaterThan(100 * FixtureCheckpoint.Tolerance), "the rounding should be seen at all");
        }

        [Test]
        public void CachedGenerationGivesTheLogProbsOfOnePassWithinTheSameRounding()
        {
            var sampling = SamplingOptions.Greedy with { MaxTokens = 24 };
            var jobs = fixture.Prompts.Select(prompt => new GenerationJob(prompt, sampling, seed: 1)).ToArray();
            new BatchGenerator(network, Array.Empty<int>(), padToken: 0).Run(weights, jobs, () => false);
            var cached = jobs.Select(j => j.LogProbs.ToArray()).ToArray();
            var read = jobs.Select(j => ForwardPass.LogProbs(weights, j.Prompt, j.Tokens)).ToArray();
            double meanGap = ForwardPass.MeanGap(fixture.Expected("bf16_logits"), fixture.Expected("logits"));
            Assert.That(ForwardPass.MeanGap(cached, read), Is.LessThan(Slack * meanGap));
        }
    }
}
