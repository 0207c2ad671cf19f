#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Some groups of one matrix, to be read from the file and packed. Jobs are small, so that all threads finish together.</summary>
    internal sealed unsafe class PackingJob
    {
        private const long BytesPerJob = 1 << 20;

        private readonly string name;
        private readonly GgufType stored;
        private readonly PackedMatrix matrix;
        private readonly int headDim;
        private readonly int first;
        private readonly int count;

        private PackingJob(string name, GgufType stored, PackedMatrix matrix, int headDim, int first, int count)
        {
            this.name = name;
            this.stored = stored;
            this.matrix = matrix;
            this.headDim = headDim;
            this.first = first;
            this.count = count;
        }

        private long StoredRowBytes => (long)matrix.Columns / stored.BlockElements() * stored.BlockBytes();

        /// <summary>Cuts a matrix into jobs.</summary>
        /// <param name="jobs">Where to.</param>
        /// <param name="name">The tensor.</param>
        /// <param name="stored">Its type in the file.</param>
        /// <param name="matrix">Where its rows go.</param>
        /// <param name="headDim">See <see cref="RotaryOrder.StoredRow"/>.</param>
        internal static void Plan(List<PackingJob> jobs, string name, GgufType stored, PackedMatrix matrix, int headDim)
        {
            int together = (int)Math.Max(1, BytesPerJob / matrix.GroupBytes);
            for (int group = 0; group < matrix.Groups; group += together)
                jobs.Add(new PackingJob(name, stored, matrix, headDim, group, Math.Min(together, matrix.Groups - group)));
        }

        /// <summary>Reads and packs. Any thread.</summary>
        internal void Run(GgufFile file)
        {
            bool widened = stored == GgufType.BF16;
            long rowBytes = widened ? (long)matrix.Columns * sizeof(float) : StoredRowBytes;
            byte** rows = stackalloc byte*[PackedMatrix.Lanes];
            using var copy = new NativeBlock(PackedMatrix.Lanes * rowBytes, cleared: false);
            for (int group = first; group < first + count; group++)
            {
                for (int lane = 0; lane < PackedMatrix.Lanes; lane++)
                {
                    int row = group * PackedMatrix.Lanes + lane;
                    rows[lane] = row < matrix.Rows ? copy.Pointer + lane * rowBytes : null;
                    if (row >= matrix.Rows) continue;
                    int from = RotaryOrder.StoredRow(row, headDim);
                    if (widened)
                        file.ReadFloat32(name, (long)from * matrix.Columns, new Span<float>(rows[lane], matrix.Columns));
                    else
                        file.Read(name, from * rowBytes, new Span<byte>(rows[lane], (int)rowBytes));
                }

                RowPacker.Pack(rows, matrix, group);
                if (!FiniteElements.Holds(matrix, group)) throw WeightLoader.NotFinite(file.FilePath, name);
            }
        }
    }
}
