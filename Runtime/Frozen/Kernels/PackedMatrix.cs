#nullable enable
using System;

namespace Repartee.Frozen.Kernels
{
    /// <summary>
    /// A weight matrix (rows, columns) laid out for multiplication: sixteen rows are one group, and a group's elements follow each other
    /// column by column, so that one vector holds one column of a group, or two neighbouring ones as bytes, and nothing needs to be summed
    /// across a vector. Missing rows of the last group are zero. It takes as many bytes as the tensor in its file.
    /// <list type="bullet">
    /// <item>F32, F16: group, column, lane.</item>
    /// <item>Q8: group, block of 32 columns, then 16 F16 scales (lane) and 512 bytes (pair of columns, lane, column of the pair).</item>
    /// </list>
    /// </summary>
    internal sealed unsafe class PackedMatrix : IDisposable
    {
        /// <summary>Rows of a group.</summary>
        internal const int Lanes = 16;

        /// <summary>Columns of a Q8 block.</summary>
        internal const int BlockColumns = 32;

        /// <summary>Bytes of a Q8 block of a group: scales and elements.</summary>
        internal const int BlockBytes = Lanes * (2 + BlockColumns);

        private readonly NativeBlock memory;

        internal PackedMatrix(int rows, int columns, WeightType type)
        {
            if (type == WeightType.Q8 && columns % BlockColumns != 0)
                throw new ArgumentException(
                    $"Expected rows of whole blocks of {BlockColumns}, but found {columns} columns.", nameof(columns));
            Rows = rows;
            Columns = columns;
            Type = type;
            Groups = GroupsOf(rows);
            GroupBytes = SizeOfGroup(columns, type);
            memory = new NativeBlock(GroupBytes * Groups, cleared: false);
        }

        internal int Rows { get; }

        internal int Columns { get; }

        internal int Groups { get; }

        internal WeightType Type { get; }

        internal long GroupBytes { get; }

        internal long Bytes => memory.Bytes;

        /// <summary>Bytes of a group.</summary>
        internal static long SizeOfGroup(int columns, WeightType type) => type == WeightType.Q8
            ? (long)columns / BlockColumns * BlockBytes
            : (long)columns * Lanes * (type == WeightType.F32 ? sizeof(float) : sizeof(ushort));

        /// <summary>How many groups hold so many rows.</summary>
        internal static int GroupsOf(int rows) => (rows + Lanes - 1) / Lanes;

        /// <summary>So many rows, rounded up to whole groups.</summary>
        internal static int Padded(int rows) => GroupsOf(rows) * Lanes;

        internal byte* Group(int index) => memory.Pointer + index * GroupBytes;

        /// <summary>One row as float32: an embedding.</summary>
        /// <param name="row">Which.</param>
        /// <param name="destination">Receives <see cref="Columns"/> elements.</param>
        internal void ReadRow(int row, float* destination)
        {
            byte* group = Group(row / Lanes);
            int lane = row % Lanes;
            switch (Type)
            {
                case WeightType.F32:
                    for (int c = 0; c < Columns; c++) destination[c] = ((float*)group)[c * Lanes + lane];
                    break;
                case WeightType.F16:
                    for (int c = 0; c < Columns; c++) destination[c] = Gguf.HalfBits.FromF16(((ushort*)group)[c * Lanes + lane]);
                    break;
                default:
                    for (int c = 0; c < Columns; c += BlockColumns, group += BlockBytes) ReadBlock(group, lane, destination + c);
                    break;
            }
        }

        /// <inheritdoc/>
        public void Dispose() => memory.Dispose();

        private static void ReadBlock(byte* block, int lane, float* destination)
        {
            float scale = Gguf.HalfBits.FromF16(((ushort*)block)[lane]);
            var pair = (sbyte*)(block + 2 * Lanes + 2 * lane);
            for (int c = 0; c < BlockColumns; c += 2, pair += 2 * Lanes)
            {
                destination[c] = scale * pair[0];
                destination[c + 1] = scale * pair[1];
            }
        }
    }
}
