#nullable enable
using NUnit.Framework;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Tests.Kernels
{
    public sealed unsafe class FiniteElementsTests
    {
        [TestCase(float.NaN)]
        [TestCase(float.PositiveInfinity)]
        [TestCase(float.NegativeInfinity)]
        public void AFloatThatIsNotFiniteIsFoundWhereverItIs(float bad)
        {
            using var matrix = new PackedMatrix(32, 3, WeightType.F32);
            var elements = (float*)matrix.Group(0);
            for (int i = 0; i < 2 * 48; i++) elements[i] = float.MaxValue;
            Assert.That((Holds(matrix, 0), Holds(matrix, 1)), Is.EqualTo((true, true)));
            for (int i = 48; i < 96; i++)
            {
                elements[i] = bad;
                Assert.That((Holds(matrix, 0), Holds(matrix, 1)), Is.EqualTo((true, false)), $"element {i}");
                elements[i] = -float.MaxValue;
            }
        }

        [TestCase(0x7c00)]
        [TestCase(0xfc00)]
        [TestCase(0x7e01)]
        public void AHalfThatIsNotFiniteIsFoundWhereverItIs(int bad)
        {
            using var matrix = new PackedMatrix(16, 5, WeightType.F16);
            var elements = (ushort*)matrix.Group(0);
            for (int i = 0; i < 80; i++) elements[i] = 0x7bff;
            Assert.That(Holds(matrix, 0), Is.True);
            for (int i = 0; i < 80; i++)
            {
                elements[i] = (ushort)bad;
                Assert.That(Holds(matrix, 0), Is.False, $"element {i}");
                elements[i] = 0xfbff;
            }
        }

        [Test]
        public void OfABlockTheScaleMattersAndNoByte()
        {
            using var matrix = new PackedMatrix(16, 64, WeightType.Q8);
            for (int i = 0; i < matrix.Bytes; i++) matrix.Group(0)[i] = 0xff;
            for (int block = 0; block < 2; block++)
            {
                for (int lane = 0; lane < 16; lane++) Scale(matrix, block, lane) = 0x7bff;
            }

            Assert.That(Holds(matrix, 0), Is.True);
            for (int i = 0; i < 32; i++)
            {
                Scale(matrix, i / 16, i % 16) = 0x7c00;
                Assert.That(Holds(matrix, 0), Is.False, $"block {i / 16}, lane {i % 16}");
                Scale(matrix, i / 16, i % 16) = 0;
            }
        }

        private static bool Holds(PackedMatrix matrix, int group) => FiniteElements.Hold(matrix.Group(group), matrix.Type, matrix.Columns);

        private static ref ushort Scale(PackedMatrix matrix, int block, int lane) =>
            ref ((ushort*)(matrix.Group(0) + block * PackedMatrix.BlockBytes))[lane];
    }
}
