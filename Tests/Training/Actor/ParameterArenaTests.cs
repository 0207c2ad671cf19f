#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Actor
{
    public sealed class ParameterArenaTests
    {
        private static readonly float[] Values = { 1f, 2f, 3f, 4f, 5f };

        private static ParameterLayout Layout() => new ParameterLayout(new[]
        {
            new ParameterSlot("norm", new long[] { 1 }, decayed: false),
            new ParameterSlot("matrix", new long[] { 2, 2 }, decayed: true),
        });

        [Test]
        public void ViewsShowWhatIsLoaded()
        {
            using var arena = ParameterArena.Frozen(Layout(), CPU);
            arena.Load(Values);
            Assert.That(HostCopy.Floats(arena[0]), Is.EqualTo(new[] { 5f }));
            Assert.That(HostCopy.Floats(arena[1]), Is.EqualTo(new[] { 1f, 2f, 3f, 4f }));
            Assert.That(arena[1].shape, Is.EqualTo(new long[] { 2, 2 }));
            Assert.That(arena.ToArray(), Is.EqualTo(Values));
        }

        [Test]
        public void BackwardAddsIntoTheFlatGradientUntilItIsCleared()
        {
            using var arena = ParameterArena.Trainable(Layout(), CPU);
            arena.Load(Values);
            for (int i = 0; i < 2; i++)
            {
                using var product = arena[1].prod();
                product.backward();
            }

            Assert.That(HostCopy.Floats(arena.Gradient!), Is.EqualTo(new[] { 48f, 24f, 16f, 12f, 0f }));
            arena.ClearGradient();
            Assert.That(HostCopy.Floats(arena.Gradient!), Is.All.EqualTo(0f));
        }

        [Test]
        public void GroupsAreTheDecayedPartAndTheRest()
        {
            using var arena = ParameterArena.Frozen(Layout(), CPU);
            arena.Load(Values);
            var groups = arena.Groups(arena.Flat);
            Assert.That(groups.Select(HostCopy.Floats), Is.EqualTo(new[] { new[] { 1f, 2f, 3f, 4f }, new[] { 5f } }));
            foreach (var group in groups)
                group.Dispose();
        }

        [Test]
        public void ACopyStaysAsItWas()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            using var copy = weights.Copy();
            weights.Arena.Load(new float[network.Layout.Parameters.Count]);
            Assert.That(copy.Arena.ToArray(), Is.EqualTo(TinyActor.Values(network.Layout)));
            Assert.That(copy.Arena.Gradient, Is.Null);
        }

        [Test]
        public void AnotherNumberOfValuesIsRefused()
        {
            using var arena = ParameterArena.Frozen(Layout(), CPU);
            Assert.That(
                () => arena.Load(new float[4]), Throws.ArgumentException.With.Message.StartsWith("Expected 5 parameters, but found 4."));
        }
    }
}
