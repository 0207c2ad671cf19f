#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Critic;
using Repartee.Training.Experience;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Critic
{
    public sealed class ValueHeadTests
    {
        [Test]
        public void AFreshCriticPredictsZeroEverywhereButHasAFirstLayer()
        {
            using var network = TinyActor.Network();
            using var head = new ValueHead(network.Config.HiddenSize, TinyActor.Device, trainable: false);
            head.Initialize(seed: 1);
            Assert.That(Values(network, head), Is.All.EqualTo(0f));

            var first = head.Arena.ToArray().Take(32 * 32).ToArray();
            Assert.That(Math.Sqrt(first.Average(v => v * v)), Is.EqualTo(1 / Math.Sqrt(32)).Within(0.01));
            Assert.That(head.Arena.ToArray().Skip(32 * 32), Is.All.EqualTo(0f));
        }

        [Test]
        public void TheSeedDecidesTheFirstLayer()
        {
            using var head = new ValueHead(32, TinyActor.Device, trainable: false);
            var starts = new ulong[] { 1, 2, 1 }.Select(seed =>
            {
                head.Initialize(seed);
                return head.Arena.ToArray();
            }).ToArray();
            Assert.That(starts[1], Is.Not.EqualTo(starts[0]));
            Assert.That(starts[2], Is.EqualTo(starts[0]));
        }

        [Test]
        public void ValuesAreThoseOfTheFormulaOnTheOutputBeforeEachToken()
        {
            using var network = TinyActor.Network();
            using var head = new ValueHead(network.Config.HiddenSize, TinyActor.Device, trainable: false);
            var values = new float[head.Arena.Layout.Count];
            NormalNumbers.Fill(values, 0.3, seed: 6);
            head.Arena.Load(values);

            float[] Part(string name)
            {
                var slot = head.Arena.Layout[name];
                return values.AsSpan((int)slot.Offset, (int)slot.Count).ToArray();
            }

            var (w1, b1, w2, b2) = (Part("value.0.weight"), Part("value.0.bias"), Part("value.1.weight"), Part("value.1.bias"));
            var hidden = new ReferenceLlama(network.Layout, TinyActor.Values(network.Layout)).Hidden(Played.Tokens);
            var expected = Played.ActionPositions().Select(t =>
            {
                double value = b2[0];
                for (int row = 0; row < 32; row++)
                {
                    double z = b1[row] + Enumerable.Range(0, 32).Sum(i => w1[row * 32 + i] * hidden[t - 1][i]);
                    value += w2[row] * z / (1 + Math.Exp(-z));
                }

                return value;
            });
            Assert.That(Values(network, head), Is.EqualTo(expected).Within(1e-5));
        }

        private static Episode Played { get; } = new Episode(
            TinyActor.Prompt(10, 3), new[] { new EpisodeReply(4, new float[6], 0, false, 0) }, interrupted: false);

        private static float[] Values(ActorNetwork network, ValueHead head)
        {
            using var weights = TinyActor.Weights(network);
            using var one = HostCopy.ToDevice(new[] { 1f }, Array.Empty<long>(), TinyActor.Device);
            return TokenScores.Compute(weights, new CriticView(weights, head, sharesActor: true), one, new[] { Played }, 1, TinyActor.Pad)[0].Values;
        }
    }
}
