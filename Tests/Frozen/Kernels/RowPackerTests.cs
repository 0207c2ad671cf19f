#nullable enable
using NUnit.Framework;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Tests.Kernels
{
    public sealed unsafe class RowPackerTests
    {
        [Test]
        public void PackedRowsAreReadBackExactlyAndMissingOnesAreZero(
            [Values] bool half, [Values(1, 15, 16, 17, 33)] int rows, [Values(1, 2, 15, 17, 48)] int columns) =>
            Check(half ? WeightType.F16 : WeightType.F32, rows, columns);

        [Test]
        public void PackedBlocksAreReadBackExactlyAndMissingOnesAreZero(
            [Values(1, 15, 16, 17, 33)] int rows, [Values(32, 64, 160)] int columns) => Check(WeightType.Q8, rows, columns);

        [TestCase((int)WeightType.F32, 3, 2 * 16 * 3 * 4)]
        [TestCase((int)WeightType.F16, 3, 2 * 16 * 3 * 2)]
        [TestCase((int)WeightType.Q8, 64, 2 * 16 * 2 * 34)]
        public void AMatrixTakesAsManyBytesAsItsFile(int type, int columns, long bytes)
        {
            using var matrix = new PackedMatrix(17, columns, (WeightType)type);
            Assert.That((matrix.Groups, matrix.Bytes, matrix.GroupBytes), Is.EqualTo((2, bytes, bytes / 2)));
        }

        [Test]
        public void BlocksThatAreNotWholeAreRefused() => Assert.That(
            () => new PackedMatrix(16, 48, WeightType.Q8),
            Throws.ArgumentException.With.Message.StartsWith("Expected rows of whole blocks of 32, but found 48 columns."));

        private static void Check(WeightType type, int rows, int columns)
        {
            using var stored = new StoredRows(type, rows, columns, rows + columns);
            var read = new GuardedArray<float>(columns, float.NaN);
            for (int row = 0; row < PackedMatrix.Padded(rows); row++)
            {
                stored.Matrix.ReadRow(row, read.At);
                for (int column = 0; column < columns; column++)
                {
                    if (read[column] != stored.Value(row, column))
                        Assert.Fail($"row {row}, column {column}: {stored.Value(row, column)} became {read[column]}.");
                }
            }

            read.RequireGuards("a row");
        }
    }
}
