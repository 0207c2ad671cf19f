#nullable enable
using System;
using NUnit.Framework;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Tests.Gguf;

namespace Repartee.Frozen.Tests.Kernels
{
    /// <summary>Every implementation against plain arithmetic in double precision. A float32 sum of n products is off by at most about
    /// n units of 2^-24 of the sum of their sizes.</summary>
    [TestFixture(nameof(ScalarKernels))]
    [TestFixture(nameof(VectorKernels))]
    [TestFixture(KernelKinds.Avx2)]
    [TestFixture(KernelKinds.Avx512)]
    public sealed unsafe class MatrixKernelsTests
    {
        private const int Lanes = PackedMatrix.Lanes;
        private const double Unit = 1.0 / (1 << 24);
        private readonly string name;
        private MatrixKernels kernels = new ScalarKernels();

        public MatrixKernelsTests(string name) => this.name = name;

        [OneTimeSetUp]
        public void Choose() => kernels = KernelKinds.Make(name);

        [Test]
        public void ARowTimesFloats([Values(1, 2, 3, 7, 16, 31, 33, 64)] int columns, [Values(0, 5 * Lanes)] int gap)
        {
            for (int groups = 1; groups <= 9; groups++)
            {
                var random = new Random(groups * 100 + columns);
                int stride = columns * Lanes + gap;
                GuardedArray<float> x = Random(random, columns), w = Weights(random, groups, stride, columns);
                var y = new GuardedArray<float>(groups * Lanes, float.NaN);
                kernels.RowF32(x.At, w.At, stride, columns, groups, y.At);
                y.RequireGuards($"{groups} groups");
                for (int i = 0; i < y.Count; i++)
                {
                    int at = i / Lanes * stride + i % Lanes;
                    Check(y[i], columns, k => (double)x[k] * w[at + k * Lanes], $"{groups} groups, row {i}");
                }
            }
        }

        [Test]
        public void FourRowsTimesFloats(
            [Values(1, 2, 3, 7, 16, 31, 33, 64)] int columns, [Values(0, 5 * Lanes)] int gap, [Values] bool accumulate)
        {
            for (int groups = 1; groups <= 9; groups++)
            {
                var random = new Random(groups * 100 + columns);
                int stride = columns * Lanes + gap, xStride = columns + 5, yStride = groups * Lanes + 7;
                GuardedArray<float> x = Random(random, 4 * xStride), w = Weights(random, groups, stride, columns);
                float Before(int i) => i % yStride >= groups * Lanes ? -77 : accumulate ? i % 13 - 6 : float.NaN;
                var y = new GuardedArray<float>(4 * yStride, float.NaN, Before);
                kernels.RowsF32(x.At, xStride, w.At, stride, columns, groups, y.At, yStride, accumulate);
                y.RequireGuards($"{groups} groups");
                for (int i = 0; i < y.Count; i++)
                {
                    int row = i / yStride, column = i % yStride, at = column / Lanes * stride + column % Lanes;
                    if (column >= groups * Lanes)
                    {
                        Assert.That(y[i], Is.EqualTo(-77), $"{groups} groups: between row {row} and the next");
                        continue;
                    }

                    Check(
                        y[i], columns + 1, k => k < columns ? (double)x[row * xStride + k] * w[at + k * Lanes] : accumulate ? Before(i) : 0,
                        $"{groups} groups, row {row}, column {column}");
                }
            }
        }

        [Test]
        public void ARowTimesHalves([Values(1, 2, 3, 7, 16, 31, 33, 64)] int columns)
        {
            for (int groups = 1; groups <= 9; groups++)
            {
                using var w = new StoredRows(WeightType.F16, groups * Lanes - 5, columns, groups + columns);
                GuardedArray<float> x = Random(new Random(columns), columns);
                var y = new GuardedArray<float>(groups * Lanes, float.NaN);
                kernels.RowF16(x.At, (ushort*)w.Matrix.Group(0), columns, groups, y.At);
                y.RequireGuards($"{groups} groups");
                for (int i = 0; i < y.Count; i++)
                    Check(y[i], columns, k => x[k] * w.Value(i, k), $"{groups} groups, row {i}");
            }
        }

        [Test]
        public void ARowTimesBlocks([Values(1, 2, 3, 5)] int blocks, [Values] bool largest)
        {
            for (int groups = 1; groups <= 9; groups++)
            {
                var random = new Random(groups + blocks);
                using var w = new StoredRows(WeightType.Q8, groups * Lanes - 5, blocks * 32, groups + blocks);
                var q = new GuardedArray<short>(
                    blocks * 32, short.MaxValue, i => largest ? (short)(i % 3 == 0 ? -32767 : 32767) : (short)random.Next(-32767, 32768));
                var scales = new GuardedArray<float>(blocks, float.NaN, _ => (float)(random.NextDouble() * 1e-4));
                var y = new GuardedArray<float>(groups * Lanes, float.NaN);
                kernels.RowQ8(q.At, scales.At, w.Matrix.Group(0), blocks, groups, y.At);
                y.RequireGuards($"{groups} groups");
                for (int i = 0; i < y.Count; i++)
                {
                    // Whole numbers are added up without rounding: what is lost is lost block by block.
                    double Block(int block)
                    {
                        double sum = 0;
                        for (int k = block * 32; k < block * 32 + 32; k++) sum += q[k] * w.Value(i, k);
                        return sum * scales[block];
                    }

                    Check(y[i], blocks, Block, $"{groups} groups, row {i}");
                }
            }
        }

        [Test]
        public void EachFiniteHalfIsUnpackedExactly()
        {
            var w = new GuardedArray<ushort>(63488, 0x7fff, i => (ushort)(i < 31744 ? i : i + 1024));
            var unpacked = new GuardedArray<float>(w.Count, float.NaN);
            kernels.UnpackF16(w.At, w.Count, unpacked.At);
            unpacked.RequireGuards("halves");
            for (int i = 0; i < w.Count; i++)
            {
                float expected = (float)ReferenceHalf.Widen(w[i]);
                if (BitConverter.SingleToInt32Bits(unpacked[i]) != BitConverter.SingleToInt32Bits(expected))
                    Assert.Fail($"{w[i]:x4} is {expected}, but became {unpacked[i]}.");
            }
        }

        [TestCase(1)]
        [TestCase(2)]
        [TestCase(5)]
        public void BlocksAreUnpackedExactly(int blocks)
        {
            using var w = new StoredRows(WeightType.Q8, Lanes, blocks * 32, blocks);
            var unpacked = new GuardedArray<float>(blocks * 32 * Lanes, float.NaN);
            kernels.UnpackQ8(w.Matrix.Group(0), blocks, unpacked.At);
            unpacked.RequireGuards("blocks");
            for (int i = 0; i < unpacked.Count; i++)
            {
                // A half times a byte fits into a float.
                if (unpacked[i] != w.Value(i % Lanes, i / Lanes))
                    Assert.Fail($"lane {i % Lanes}, column {i / Lanes}: {w.Value(i % Lanes, i / Lanes)} became {unpacked[i]}.");
            }
        }

        [TestCase(1.0)]
        [TestCase(1e30)]
        [TestCase(3e38)]
        [TestCase(1e-29)]
        public void QuantizingLosesAtMostHalfOfAStepOfTheBlocksLargest(double size)
        {
            var random = new Random(3);
            var x = new GuardedArray<float>(5 * 32, float.NaN, i => (float)(size * Math.Pow(0.1, i / 32) * (random.NextDouble() * 2 - 1)));
            x[40] = (float)-size;
            x[70] = (float)size;
            for (int i = 96; i < 128; i++) x[i] = 0;
            (GuardedArray<short> q, GuardedArray<float> scales) = Quantized(x);
            for (int block = 0; block < 5; block++)
            {
                double most = 0;
                for (int i = block * 32; i < block * 32 + 32; i++) most = Math.Max(most, Math.Abs(x[i]));
                Assert.That(scales[block], Is.EqualTo(most / 32767).Within(most / 32767 * 2e-7), $"block {block}");
                for (int i = block * 32; i < block * 32 + 32; i++)
                {
                    Assert.That((double)q[i] * scales[block], Is.EqualTo(x[i]).Within(most / 65534 * 1.01), $"element {i}");
                    Assert.That(Math.Abs((int)q[i]), Is.LessThanOrEqualTo(32767), $"element {i}");
                }
            }

            Assert.That((q[40], q[70], q[100], scales[3]), Is.EqualTo(((short)-32767, (short)32767, (short)0, 0f)));
        }

        [TestCase(0f)]
        [TestCase(float.Epsilon)]
        [TestCase(1e-40f)]
        [TestCase(9e-35f)]
        public void ABlockThatIsTooSmallForAFactorBecomesZeroOrStaysClose(float size)
        {
            var x = new GuardedArray<float>(64, float.NaN, i => i % 2 == 0 ? size : -size);
            (GuardedArray<short> q, GuardedArray<float> scales) = Quantized(x);
            for (int i = 0; i < x.Count; i++)
                Assert.That((double)q[i] * scales[i / 32], Is.EqualTo(x[i]).Within((double)size), $"element {i}");
        }

        private static GuardedArray<float> Random(Random random, int count) =>
            new GuardedArray<float>(count, float.NaN, _ => (float)(random.NextDouble() * 2 - 1));

        private static GuardedArray<float> Weights(Random random, int groups, int stride, int columns) =>
            new GuardedArray<float>(
                groups * stride, float.NaN, i => i % stride < columns * Lanes ? (float)(random.NextDouble() * 2 - 1) : float.NaN);

        private static void Check(float found, int terms, Func<int, double> term, string what)
        {
            double expected = 0, size = 0;
            for (int k = 0; k < terms; k++)
            {
                expected += term(k);
                size += Math.Abs(term(k));
            }

            if (!(Math.Abs(found - expected) <= (terms + 4) * Unit * size)) Assert.Fail($"{what}: expected {expected}, but found {found}.");
        }

        private (GuardedArray<short> Q, GuardedArray<float> Scales) Quantized(GuardedArray<float> x)
        {
            var q = new GuardedArray<short>(x.Count, -1);
            var scales = new GuardedArray<float>(x.Count / 32, float.NaN);
            kernels.Quantize(x.At, x.Count, q.At, scales.At);
            q.RequireGuards("elements");
            scales.RequireGuards("scales");
            return (q, scales);
        }
    }
}
