#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Weights;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Parity
{
    /// <summary>Each number of a checkpoint and its configuration counts: with a wrong one the parity of the other tests breaks.</summary>
    public sealed class ParityControlTests
    {
        private delegate ActorConfig Change(ActorConfig config);

        /// <summary>Ten times what the parity tests allow.</summary>
        private const double Seen = 10 * FixtureCheckpoint.Tolerance;

        private static readonly IReadOnlyDictionary<string, Change> Changes = new Dictionary<string, Change>
        {
            ["nothing"] = config => Changed(config),
            ["theta"] = config => Changed(config, theta: 1.1 * config.RopeTheta),
            ["epsilon"] = config => Changed(config, epsilon: 100 * config.RmsNormEps),
            ["no scaling"] = config => Changed(config, scaling: _ => null),
            ["factor"] = config => Changed(config, scaling: s => s! with { Factor = 1.1 * s.Factor }),
            ["low"] = config => Changed(config, scaling: s => s! with { LowFrequencyFactor = 1.1 * s.LowFrequencyFactor }),
            ["high"] = config => Changed(config, scaling: s => s! with { HighFrequencyFactor = 1.1 * s.HighFrequencyFactor }),
            ["original"] = config => Changed(config, scaling: s => s! with { OriginalMaxPositions = s.OriginalMaxPositions + 12 }),
        };

        [TestCaseSource(typeof(FixtureCheckpoint), nameof(FixtureCheckpoint.Names))]
        public void AWrongRotationOrEpsilonIsSeen(string name)
        {
            var fixture = new FixtureCheckpoint(name);
            Assert.That(Gap(fixture, "nothing"), Is.LessThan(FixtureCheckpoint.Tolerance));
            Assert.That(Gap(fixture, "theta"), Is.GreaterThan(Seen));
            Assert.That(Gap(fixture, "epsilon"), Is.GreaterThan(FixtureCheckpoint.Tolerance));
        }

        [TestCase("no scaling")]
        [TestCase("factor")]
        [TestCase("low")]
        [TestCase("high")]
        [TestCase("original")]
        public void AWrongNumberOfLlama3sRopeScalingIsSeen(string change) =>
            Assert.That(Gap(new FixtureCheckpoint("llama-gqa4-tied-rope3"), change), Is.GreaterThan(Seen));

        [TestCaseSource(typeof(FixtureCheckpoint), nameof(FixtureCheckpoint.Names))]
        public void EachTensorOfTheCheckpointIsUsed(string name)
        {
            var fixture = new FixtureCheckpoint(name);
            using var network = fixture.Network();
            var values = fixture.Values(network.Layout);
            using var weights = FixtureCheckpoint.Weights(network, values);
            foreach (var tensor in network.Layout.Checkpoint)
            {
                var reversed = (float[])values.Clone();
                Array.Reverse(reversed, (int)tensor.Offset, (int)tensor.Count);
                weights.Arena.Load(reversed);
                Assert.That(fixture.Gap(weights), Is.GreaterThan(Seen), tensor.Name);
            }
        }

        private static double Gap(FixtureCheckpoint fixture, string change)
        {
            using var network = new ActorNetwork(Changes[change](fixture.Config), CPU);
            using var weights = fixture.Weights(network);
            return fixture.Gap(weights);
        }

        private static ActorConfig Changed(
            ActorConfig config, double? theta = null, double? epsilon = null,
            Func<Llama3RopeScaling?, Llama3RopeScaling?>? scaling = null) =>
            new ActorConfig
            {
                Architecture = config.Architecture,
                VocabSize = config.VocabSize,
                HiddenSize = config.HiddenSize,
                IntermediateSize = config.IntermediateSize,
                Layers = config.Layers,
                Heads = config.Heads,
                KeyValueHeads = config.KeyValueHeads,
                HeadDim = config.HeadDim,
                MaxPositions = config.MaxPositions,
                RmsNormEps = epsilon ?? config.RmsNormEps,
                RopeTheta = theta ?? config.RopeTheta,
                RopeScaling = scaling is null ? config.RopeScaling : scaling(config.RopeScaling),
                TieWordEmbeddings = config.TieWordEmbeddings,
                QkvBias = config.QkvBias,
                QkNorm = config.QkNorm,
            };
    }
}
