#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;

namespace Repartee.Training.Tests.Actor
{
    public sealed class PackedRowsTests
    {
        [Test]
        public void RowsArePaddedOnTheRightAndEachChosenTokenIsPredictedFromThePositionBefore()
        {
            using var network = TinyActor.Network();
            var rows = new[] { new TokenRow(new[] { 5, 6, 7 }, new[] { 1, 2 }), new TokenRow(new[] { 8, 9, 10, 11 }, new[] { 3 }) };
            using var packed = new PackedRows(network, rows, padToken: 4);
            Assert.That(packed.Ids.shape, Is.EqualTo(new long[] { 2, 4 }));
            Assert.That(HostCopy.Longs(packed.Ids), Is.EqualTo(new long[] { 5, 6, 7, 4, 8, 9, 10, 11 }));
            Assert.That(HostCopy.Longs(packed.Index), Is.EqualTo(new long[] { 0, 1, 6 }));
            Assert.That(HostCopy.Longs(packed.Targets), Is.EqualTo(new long[] { 6, 7, 11 }));
            Assert.That((packed.Count, packed.PaddedCount), Is.EqualTo((3, 3)));
        }

        [Test]
        public void TheIndexAfterTheLastTokenAsksForTheValueThere()
        {
            using var network = TinyActor.Network();
            using var packed = new PackedRows(
                network, new[] { new TokenRow(new[] { 5, 6 }, new[] { 1, 2 }), new TokenRow(new[] { 7, 8, 9 }, new[] { 3 }) }, padToken: 0);
            Assert.That(HostCopy.Longs(packed.Index), Is.EqualTo(new long[] { 0, 1, 5 }));
            Assert.That(HostCopy.Longs(packed.Targets), Is.EqualTo(new long[] { 6, 0, 0 }));
        }

        [Test]
        public void ARowAsLongAsTheContextFitsAndALongerOneIsRefused()
        {
            using var network = TinyActor.Network(TinyActor.Config(positions: 8));
            using var packed = new PackedRows(network, new[] { new TokenRow(new int[8], new[] { 7 }) }, padToken: 0);
            Assert.That(packed.Ids.shape, Is.EqualTo(new long[] { 1, 8 }));
            Assert.That(
                () => new PackedRows(network, new[] { new TokenRow(new int[9], new[] { 8 }) }, padToken: 0),
                Throws.ArgumentException.With.Message.StartsWith("Expected rows of at most 8 tokens, the actor's context, but found 9."));
        }
    }
}
