#nullable enable
using System;
using System.Buffers.Binary;
using System.Linq;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Tests.Gguf;

namespace Repartee.Frozen.Tests.Kernels
{
    /// <summary>Random rows as a GGUF file stores them, what they mean as plain numbers, and the matrix they are packed into.</summary>
    internal sealed unsafe class StoredRows : IDisposable
    {
        private readonly byte[][] rows;

        internal StoredRows(WeightType type, int count, int columns, int seed)
        {
            var random = new Random(seed);
            Values = Enumerable.Range(0, count).Select(_ => new double[columns]).ToArray();
            rows = Values.Select(values => Row(type, values, random)).ToArray();
            Matrix = new PackedMatrix(count, columns, type);
            for (int group = 0; group < Matrix.Groups; group++) Pack(group);
        }

        /// <summary>Element by row and column, exactly.</summary>
        internal double[][] Values { get; }

        internal PackedMatrix Matrix { get; }

        /// <summary>Zero for the rows that fill up the last group.</summary>
        internal double Value(int row, int column) => row < Values.Length ? Values[row][column] : 0;

        public void Dispose() => Matrix.Dispose();

        /// <summary>A random finite half; every seventh or so is subnormal.</summary>
        internal static ushort RandomHalf(Random random) => ReferenceHalf.Narrow(
            random.Next(7) == 0 ? (random.NextDouble() - 0.5) * 6e-5 : random.NextDouble() * 4 - 2);

        private static byte[] Row(WeightType type, double[] values, Random random)
        {
            if (type == WeightType.Q8) return Blocks(values, random);
            int size = type == WeightType.F32 ? 4 : 2;
            var bytes = new byte[values.Length * size];
            for (int i = 0; i < values.Length; i++)
            {
                if (type == WeightType.F32)
                {
                    float value = (float)(random.NextDouble() * 4 - 2);
                    BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * size), BitConverter.SingleToInt32Bits(value));
                    values[i] = value;
                    continue;
                }

                ushort half = RandomHalf(random);
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * size), half);
                values[i] = ReferenceHalf.Widen(half);
            }

            return bytes;
        }

        private static byte[] Blocks(double[] values, Random random)
        {
            var bytes = new byte[values.Length / 32 * 34];
            for (int block = 0; block < values.Length / 32; block++)
            {
                ushort scale = RandomHalf(random);
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(block * 34), scale);
                for (int i = 0; i < 32; i++)
                {
                    int element = random.Next(4) == 0 ? -128 : random.Next(-127, 128);
                    bytes[block * 34 + 2 + i] = (byte)element;
                    values[block * 32 + i] = ReferenceHalf.Widen(scale) * element;
                }
            }

            return bytes;
        }

        private void Pack(int group)
        {
            byte** pointers = stackalloc byte*[PackedMatrix.Lanes];
            var pinned = new GuardedArray<byte>[PackedMatrix.Lanes];
            for (int lane = 0; lane < PackedMatrix.Lanes; lane++)
            {
                int row = group * PackedMatrix.Lanes + lane;
                pointers[lane] = null;
                if (row >= rows.Length) continue;
                pinned[lane] = new GuardedArray<byte>(rows[row].Length, 0xff, i => rows[row][i]);
                pointers[lane] = pinned[lane].At;
            }

            RowPacker.Pack(pointers, Matrix.Type, Matrix.Columns, Matrix.Group(group));
            GC.KeepAlive(pinned);
        }
    }
}
