#nullable enable

namespace Repartee.Frozen.Kernels
{
    /// <summary>
    /// The inner loops of multiplication with a <see cref="PackedMatrix"/>, or with anything of its layout such as a cache of keys. One
    /// implementation a kind of processor, all with the same results up to rounding. Stateless: any thread.
    /// </summary>
    internal abstract unsafe class MatrixKernels
    {
        /// <summary>Rows that <see cref="RowsF32"/> takes at a time.</summary>
        internal const int TileRows = 4;

        /// <summary>y = W x for some groups of float32 weights.</summary>
        /// <param name="x">(columns).</param>
        /// <param name="w">First group.</param>
        /// <param name="stride">Floats from one group to the next.</param>
        /// <param name="columns">Columns of W.</param>
        /// <param name="groups">How many groups.</param>
        /// <param name="y">Receives (groups * 16).</param>
        internal abstract void RowF32(float* x, float* w, long stride, int columns, int groups, float* y);

        /// <summary>y = W x for some groups of F16 weights that follow each other.</summary>
        internal abstract void RowF16(float* x, ushort* w, int columns, int groups, float* y);

        /// <summary>y = W x for some groups of Q8 weights that follow each other. x comes as int16 and a scale a block of 32: finer by
        /// eight bits than the weights, so that it loses next to nothing.</summary>
        /// <param name="q">(columns): x divided by its block's scale.</param>
        /// <param name="scales">(columns / 32).</param>
        /// <param name="w">First group.</param>
        /// <param name="blocks">columns / 32.</param>
        /// <param name="groups">How many groups.</param>
        /// <param name="y">Receives (groups * 16).</param>
        internal abstract void RowQ8(short* q, float* scales, byte* w, int blocks, int groups, float* y);

        /// <summary>Four rows at a time: Y = X W^T, or Y += X W^T.</summary>
        /// <param name="x">(4, columns), rows <paramref name="xStride"/> floats apart.</param>
        /// <param name="xStride">Floats from row to row.</param>
        /// <param name="w">First group of float32 weights.</param>
        /// <param name="stride">Floats from one group to the next.</param>
        /// <param name="columns">Columns to multiply.</param>
        /// <param name="groups">How many groups.</param>
        /// <param name="y">Receives (4, groups * 16).</param>
        /// <param name="yStride">Floats from row to row.</param>
        /// <param name="accumulate">Add to what is there.</param>
        internal abstract void RowsF32(
            float* x, long xStride, float* w, long stride, int columns, int groups, float* y, long yStride, bool accumulate);

        /// <summary>F16 elements as float32, in the same order.</summary>
        internal abstract void UnpackF16(ushort* w, int count, float* destination);

        /// <summary>Some blocks of one Q8 group as float32 (column, lane).</summary>
        internal abstract void UnpackQ8(byte* w, int blocks, float* destination);

        /// <summary>x as int16 and a scale a block of 32 columns: scale = max|x| / 32767, q = x / scale, rounded.</summary>
        internal abstract void Quantize(float* x, int columns, short* q, float* scales);
    }
}
