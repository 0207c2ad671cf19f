#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Kernels
{
    public sealed class ScoreKernelTests
    {
        [Test]
        public void TheLogitOfTheTokenBeforeScoresAToken()
        {
            using var network = TinyActor.Network();
            using var weights = Counting(network, step: 1);
            var scores = Score(weights, 1.0, Replies(start: 2, length: 6, first: 5));
            Assert.That(scores.LogProbs, Is.All.EqualTo(0f).Within(1e-6));
        }

        [TestCase(0)]
        [TestCase(2)]
        public void AShiftByOneTokenIsSeen(int step)
        {
            using var network = TinyActor.Network();
            using var weights = Counting(network, step);
            var scores = Score(weights, 1.0, Replies(start: 2, length: 6, first: 5));
            Assert.That(scores.LogProbs, Is.All.EqualTo(-100f).Within(0.01));
        }

        [TestCase(1.0)]
        [TestCase(0.7)]
        [TestCase(0.5)]
        public void LogProbsAndEntropiesAreThoseOfTheScaledLogits(double temperature)
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var episode = Replies(start: 3, length: 9, first: 4);
            var scores = Score(weights, temperature, episode);

            var rows = new ReferenceLlama(network.Layout, TinyActor.Values(network.Layout)).LogProbs(episode.Tokens, temperature);
            var chosen = episode.ActionPositions().ToArray();
            Assert.That(scores.LogProbs, Is.EqualTo(chosen.Select(t => rows[t - 1][episode.Tokens[t]])).Within(1e-5));
            Assert.That(scores.Entropies, Is.EqualTo(chosen.Select(t => -rows[t - 1].Sum(l => Math.Exp(l) * l))).Within(1e-5));
        }

        [TestCase(1.0)]
        [TestCase(0.5)]
        public void TheEntropyOfAUniformPolicyIsTheLogarithmOfTheVocabulary(double temperature)
        {
            using var network = TinyActor.Network();
            using var weights = ActorWeights.Frozen(network);
            var scores = Score(weights, temperature, Replies(start: 2, length: 4, first: 3));
            Assert.That(scores.Entropies, Is.All.EqualTo(Math.Log(TinyActor.Vocabulary)).Within(1e-6));
        }

        [Test]
        public void WithoutACriticAllValuesAreZero()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            Assert.That(Score(weights, 1.0, Replies(start: 2, length: 4, first: 3)).Values, Is.All.EqualTo(0f));
        }

        /// <summary>Weights whose only likely next token is the last one plus a step: its logit is 100, the others' are 0.</summary>
        private static ActorWeights Counting(ActorNetwork network, int step)
        {
            int d = network.Config.HiddenSize;
            var values = new float[network.Layout.Parameters.Count];
            var parameters = network.Layout.Parameters;
            Array.Fill(values, 1f, (int)parameters["norm"].Offset, d);
            for (int token = 0; token < TinyActor.Vocabulary; token++)
            {
                values[parameters["embedding"].Offset + token * d + token] = 1f;                    // a norm makes √d of it
                values[parameters["head"].Offset + (token + step) % TinyActor.Vocabulary * d + token] = 100f / MathF.Sqrt(d);
            }

            var weights = ActorWeights.Frozen(network);
            weights.Arena.Load(values);
            return weights;
        }

        /// <summary>An episode that counts upwards from a token; one reply of these tokens.</summary>
        private static Episode Replies(int start, int length, int first) => new Episode(
            Enumerable.Range(first, start + length).ToArray(), new[] { new EpisodeReply(start, new float[length], 0, false, 0.0) }, false);

        private static TokenScores Score(ActorWeights weights, double temperature, Episode episode)
        {
            using var scale = HostCopy.ToDevice(new[] { (float)temperature }, Array.Empty<long>(), TinyActor.Device);
            return TokenScores.Compute(weights, null, scale, new[] { episode }, 4, TinyActor.Pad)[0];
        }
    }
}
