#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using Repartee.Training.Experience;
using Repartee.Training.Play;
using Repartee.Training.Ppo;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Play
{
    public sealed class DecoderReferenceTests
    {
        [Test]
        public void ItsLogProbsAreThoseOfThePassInLibtorch()
        {
            using var scope = NewDisposeScope();
            using var network = TinyActor.Network(TinyActor.Config(bias: true));
            using var weights = TinyActor.Weights(network);
            using var reference = new DecoderReference(DecoderShape.Of(network)!, weights, temperature: 0.7, threads: 2);
            var episodes = Enumerable.Range(0, 9).Select(Played).ToList();
            using var temperature = HostCopy.ToDevice(new[] { 0.7f }, System.Array.Empty<long>(), network.Device);
            var expected = TokenScores.Compute(weights, null, temperature, episodes, 4, TinyActor.Pad);
            var found = reference.LogProbs(episodes, new UnboundPace(), default);
            for (int i = 0; i < episodes.Count; i++)
                Assert.That(found[i], Is.EqualTo(expected[i].LogProbs).Within(1e-5f), $"episode {i}");
        }

        /// <summary>Two replies and a line of the player between them.</summary>
        private static Episode Played(int seed)
        {
            int[] tokens = TinyActor.Prompt(20 + seed * 3, (ulong)seed);
            var replies = new[] { Reply(4 + seed, 5), Reply(13 + seed, 3 + seed) };
            return new Episode(tokens, replies, seed % 2 == 0);
        }

        private static EpisodeReply Reply(int start, int length) => new EpisodeReply(start, new float[length], 0, false, 0);
    }
}
