#nullable enable
using System;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Decoding
{
    /// <summary>
    /// Rows times a part of a packed matrix, by the way that is fastest for their number: a few rows read the weights as they are stored;
    /// many share weights unpacked to float32, a panel at a time that stays in the processor's cache.
    /// </summary>
    internal sealed unsafe class Multiplication
    {
        /// <summary>Groups of a panel.</summary>
        internal const int PanelGroups = 4;

        /// <summary>Columns of a panel, a multiple of a block's: 4 * 16 * 128 floats are 32 KiB.</summary>
        internal const int PanelColumns = 128;

        /// <summary>From this number of rows on, Q8 weights are unpacked first.</summary>
        internal const int FewestUnpacked = 8;

        private readonly MatrixKernels kernels;

        internal Multiplication(MatrixKernels kernels) => this.kernels = kernels;

        /// <summary>Prepares the input of <see cref="Run"/> for a matrix, where it needs that. One call serves all matrices of that
        /// input.</summary>
        internal void Prepare(WeightMatrix w, float* x, long stride, int rows, MemberScratch scratch)
        {
            if (w.Type != WeightType.Q8 || rows >= FewestUnpacked) return;
            for (int row = 0; row < rows; row++)
            {
                long at = (long)row * w.Columns;
                kernels.Quantize(x + row * stride, w.Columns, scratch.Quantized + at, scratch.Scales + at / PackedMatrix.BlockColumns);
            }
        }

        /// <summary>y (rows, groups * 16) = x W^T for some groups of W.</summary>
        /// <param name="w">(any, columns).</param>
        /// <param name="first">First group.</param>
        /// <param name="count">How many.</param>
        /// <param name="x">(rows, columns); from <see cref="MatrixKernels.TileRows"/> rows on, up to the next multiple of it is
        /// read.</param>
        /// <param name="xStride">Floats from row to row.</param>
        /// <param name="rows">1 or more.</param>
        /// <param name="y">Row 0 of the whole product: group g is written at g * 16.</param>
        /// <param name="yStride">Floats from row to row.</param>
        /// <param name="scratch">The calling thread's, <see cref="Prepare"/>d.</param>
        internal void Run(
            WeightMatrix w, int first, int count, float* x, long xStride, int rows, float* y, long yStride, MemberScratch scratch)
        {
            bool few = rows < (w.Type == WeightType.Q8 ? FewestUnpacked : MatrixKernels.TileRows);
            for (int group = first; group < first + count; group += PanelGroups)
            {
                int now = Math.Min(PanelGroups, first + count - group);
                float* to = y + group * PackedMatrix.Lanes;
                byte* weights = w.Packed(group, now, scratch);
                if (few)
                    Few(w, weights, now, x, xStride, rows, to, yStride, scratch);
                else
                    Many(w, weights, now, x, xStride, rows, to, yStride, scratch);
            }
        }

        // The groups stay in the first-level cache from row to row.
        private void Few(
            WeightMatrix w, byte* weights, int count, float* x, long xStride, int rows, float* y, long yStride, MemberScratch scratch)
        {
            for (int row = 0; row < rows; row++, x += xStride, y += yStride)
            {
                switch (w.Type)
                {
                    case WeightType.F32:
                        kernels.RowF32(x, (float*)weights, w.GroupBytes / sizeof(float), w.Columns, count, y);
                        break;
                    case WeightType.F16:
                        kernels.RowF16(x, (ushort*)weights, w.Columns, count, y);
                        break;
                    default:
                        long at = (long)row * w.Columns;
                        int blocks = w.Columns / PackedMatrix.BlockColumns;
                        kernels.RowQ8(scratch.Quantized + at, scratch.Scales + at / PackedMatrix.BlockColumns, weights, blocks, count, y);
                        break;
                }
            }
        }

        private void Many(
            WeightMatrix w, byte* weights, int count, float* x, long xStride, int rows, float* y, long yStride, MemberScratch scratch)
        {
            for (int column = 0; column < w.Columns; column += PanelColumns)
            {
                int columns = Math.Min(PanelColumns, w.Columns - column);
                float* panel = Unpacked(w, weights, count, column, columns, scratch, out long stride);
                for (int row = 0; row < rows; row += MatrixKernels.TileRows)
                {
                    kernels.RowsF32(
                        x + row * xStride + column, xStride, panel, stride, columns, count, y + row * yStride, yStride, column > 0);
                }
            }
        }

        private float* Unpacked(WeightMatrix w, byte* weights, int count, int column, int columns, MemberScratch scratch, out long stride)
        {
            if (w.Type == WeightType.F32)
            {
                stride = w.GroupBytes / sizeof(float);
                return (float*)weights + column * PackedMatrix.Lanes;
            }

            stride = (long)columns * PackedMatrix.Lanes;
            for (int i = 0; i < count; i++, weights += w.GroupBytes)
            {
                float* panel = scratch.Panel + i * stride;
                int block = column / PackedMatrix.BlockColumns;
                if (w.Type == WeightType.F16)
                    kernels.UnpackF16((ushort*)weights + column * PackedMatrix.Lanes, columns * PackedMatrix.Lanes, panel);
                else
                    kernels.UnpackQ8(weights + block * PackedMatrix.BlockBytes, columns / PackedMatrix.BlockColumns, panel);
            }

            return scratch.Panel;
        }
    }
}
