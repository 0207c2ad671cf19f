#nullable enable
using System;
using System.IO;
using System.Runtime.InteropServices;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Decoding
{
    /// <summary>The rows of one tensor in its file, and how they become groups of a <see cref="PackedMatrix"/>. Any thread.</summary>
    internal sealed unsafe class TensorRows
    {
        private readonly GgufFile file;
        private readonly GgufTensorInfo tensor;
        private readonly int headDim;
        private readonly byte* mapped;

        /// <param name="file">Open for as long as this is used.</param>
        /// <param name="tensor">A matrix of a readable type.</param>
        /// <param name="headDim">See <see cref="RotaryOrder.StoredRow"/>.</param>
        internal TensorRows(GgufFile file, GgufTensorInfo tensor, int headDim)
        {
            this.file = file;
            this.tensor = tensor;
            this.headDim = headDim;
            Rows = (int)tensor.Shape[0];
            Columns = (int)tensor.Shape[1];
            // All rows lie behind the first: the file's table of tensors was checked against its length.
            if (tensor.Type != GgufType.BF16 && file.TryWindow(tensor.Name, 0, RowBytes, out ReadOnlySpan<byte> window))
            {
                fixed (byte* first = &MemoryMarshal.GetReference(window)) mapped = first;           // outside the heap: it stays
            }

            Type = tensor.Type == GgufType.Q8_0 ? WeightType.Q8 : tensor.Type == GgufType.F16 ? WeightType.F16 : WeightType.F32;
        }

        internal int Rows { get; }

        internal int Columns { get; }

        /// <summary>The type in memory: BF16 becomes F32.</summary>
        internal WeightType Type { get; }

        private int RowBytes => checked((int)((long)Columns / tensor.Type.BlockElements() * tensor.Type.BlockBytes()));

        /// <summary>Packs one group.</summary>
        /// <param name="group">Which.</param>
        /// <param name="to">Receives <see cref="PackedMatrix.SizeOfGroup"/> bytes.</param>
        /// <exception cref="InvalidDataException">An element is not finite, which no computation survives.</exception>
        internal void Pack(int group, byte* to)
        {
            byte** rows = stackalloc byte*[PackedMatrix.Lanes];
            using NativeBlock? copies = Find(group, rows);
            RowPacker.Pack(rows, Type, Columns, to);
            if (!FiniteElements.Hold(to, Type, Columns)) throw BrokenWeights.In(file.FilePath, tensor.Name);
        }

        /// <summary>One row as float32.</summary>
        internal void Read(int row, float* destination) =>
            file.ReadFloat32(tensor.Name, (long)RotaryOrder.StoredRow(row, headDim) * Columns, new Span<float>(destination, Columns));

        /// <summary>Finds a group's rows in the mapped file, or copies them where it is not mapped or has another type.</summary>
        private NativeBlock? Find(int group, byte** rows)
        {
            NativeBlock? copies = null;
            bool widened = tensor.Type == GgufType.BF16;
            int bytes = widened ? Columns * sizeof(float) : RowBytes;
            for (int lane = 0; lane < PackedMatrix.Lanes; lane++)
            {
                int row = group * PackedMatrix.Lanes + lane;
                rows[lane] = null;
                if (row >= Rows) continue;
                long stored = RotaryOrder.StoredRow(row, headDim);
                if (mapped != null)
                {
                    rows[lane] = mapped + stored * bytes;
                    continue;
                }

                copies ??= new NativeBlock((long)PackedMatrix.Lanes * bytes, cleared: false);
                rows[lane] = copies.Pointer + (long)lane * bytes;
                if (widened)
                    Read(row, (float*)rows[lane]);
                else
                    file.Read(tensor.Name, stored * bytes, new Span<byte>(rows[lane], bytes));
            }

            return copies;
        }
    }
}
