#nullable enable
using System.Linq;
using NUnit.Framework;
using Repartee.Training.Actor;
using static TorchSharp.torch;

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
        public void FlatRowsFollowEachOtherUpToARoundNumberAndTheSurplusIsARowOfItsOwn()
        {
            using var network = TinyActor.Network();
            var rows = new[] { new TokenRow(new[] { 5, 6, 7 }, new[] { 2 }), new TokenRow(new[] { 8, 9, 10, 11 }, new[] { 1, 4 }) };
            using var packed = new PackedRows(network, rows, padToken: 4, flat: true);
            var flat = packed.Flat!;
            Assert.That((flat.Tokens, flat.Longest), Is.EqualTo((64, 57)));
            Assert.That(Ints(flat.Ids), Is.EqualTo(new[] { 5, 6, 7, 8, 9, 10, 11 }.Concat(Enumerable.Repeat(4, 57))));
            Assert.That(Ints(flat.At), Is.EqualTo(new[] { 0, 1, 2, 0, 1, 2, 3 }.Concat(Enumerable.Range(0, 57))));
            Assert.That(Ints(flat.Starts), Is.EqualTo(new[] { 0, 3, 7, 64 }));
            Assert.That(HostCopy.Longs(packed.Index), Is.EqualTo(new long[] { 1, 3, 6 }));
            Assert.That(HostCopy.Longs(packed.Targets), Is.EqualTo(new long[] { 7, 9, 4 }));
            Assert.That(packed.Ids.shape, Is.EqualTo(new long[] { 0, 4 }));
        }

        [Test]
        public void RowsThatFillARoundNumberHaveNoSurplus()
        {
            using var flat = new FlatRows(new[] { new int[60], new int[4] }, padToken: 4, TinyActor.Device);
            Assert.That((flat.Tokens, flat.Longest), Is.EqualTo((64, 60)));
            Assert.That(Ints(flat.Starts), Is.EqualTo(new[] { 0, 60, 64, 64 }));
        }

        [Test]
        public void ChunksHoldEachChosenTokenOnceInOrderWithItsPartOfTheColumns()
        {
            using var network = new ActorNetwork(TinyActor.Config(), TinyActor.Device) { TokensPerChunk = 4 };
            const int Count = 7;
            var rows = Enumerable.Repeat(new TokenRow(new[] { 5, 6 }, new[] { 1 }), Count).ToArray();
            using var packed = new PackedRows(network, rows, padToken: 4);
            using var scope = NewDisposeScope();
            var numbers = Enumerable.Range(0, 2 * Count).Select(i => (float)i).ToArray();
            var all = HostCopy.ToDevice(numbers, new long[] { 2, Count }, TinyActor.Device);
            var chunks = packed.Chunks().ToArray();
            Assert.That(chunks.Select(c => (c.Start, c.Count)), Is.EqualTo(new[] { (0, Count - 3), (Count - 3, 3) }));
            Assert.That(chunks.SelectMany(c => HostCopy.Longs(c.Index)), Is.EqualTo(HostCopy.Longs(packed.Index)));
            Assert.That(chunks.SelectMany(c => HostCopy.Longs(c.Targets)), Is.All.EqualTo(6));
            Assert.That(HostCopy.Floats(chunks[1].Of(all).contiguous()), Is.EqualTo(numbers[4..7].Concat(numbers[11..14])));
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

        private static long[] Ints(Tensor tensor)
        {
            using var wide = tensor.to(ScalarType.Int64);
            return HostCopy.Longs(wide);
        }
    }
}
