#nullable enable
using System;
using Repartee.Frozen.Kernels;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Decoding
{
    /// <summary>Memory that one thread of the team works in, allocated once.</summary>
    internal sealed unsafe class MemberScratch : IDisposable
    {
        private readonly NativeBlock memory;
        private NativeBlock scores = new NativeBlock(0);
        private NativeBlock packing = new NativeBlock(0);

        internal MemberScratch(FrozenConfig config, int rows, int width)
        {
            long inputs = (long)rows * width, panel = (long)Multiplication.PanelGroups * Multiplication.PanelColumns * PackedMatrix.Lanes;
            long queries = MatrixKernels.TileRows * config.HeadDim, heads = MatrixKernels.TileRows * PackedMatrix.Padded(config.HeadDim);
            long quantized = (long)Multiplication.FewestUnpacked * width, scales = quantized / PackedMatrix.BlockColumns;
            memory = new NativeBlock((inputs + panel + queries + heads + scales) * sizeof(float) + quantized * sizeof(short));
            Normed = memory.Floats;
            Panel = Normed + inputs;                                            // sizes are multiples of 16 floats up to here
            Attended = Panel + panel;
            Queries = Attended + heads;
            Scales = Queries + queries;
            Quantized = (short*)(Scales + scales);
            Width = width;
        }

        /// <summary>Floats from row to row of <see cref="Normed"/>.</summary>
        internal int Width { get; }

        /// <summary>(rows, Width): normalized input of the matrices.</summary>
        internal float* Normed { get; }

        /// <summary>Groups of weights as float32.</summary>
        internal float* Panel { get; }

        /// <summary>(4, d): queries of a tile.</summary>
        internal float* Queries { get; }

        /// <summary>(4, d rounded up to 16): results of a tile.</summary>
        internal float* Attended { get; }

        /// <summary>(few rows, columns) int16.</summary>
        internal short* Quantized { get; }

        /// <summary>(few rows, columns / 32).</summary>
        internal float* Scales { get; }

        /// <summary>(4, ScoreStride).</summary>
        internal float* Scores => scores.Floats;

        /// <summary>Floats from row to row of <see cref="Scores"/>: positions there is room for.</summary>
        internal int ScoreStride { get; private set; }

        /// <summary>Makes room for the scores of so many positions.</summary>
        internal void Reserve(int positions)
        {
            if (positions <= ScoreStride) return;
            scores.Dispose();
            ScoreStride = Math.Max(2 * ScoreStride, PackedMatrix.Padded(positions));
            scores = new NativeBlock((long)MatrixKernels.TileRows * ScoreStride * sizeof(float));
        }

        /// <summary>Memory for packed groups of matrices that are not resident yet.</summary>
        internal byte* Packing(long bytes)
        {
            if (bytes <= packing.Bytes) return packing.Pointer;
            packing.Dispose();
            packing = new NativeBlock(bytes, cleared: false);
            return packing.Pointer;
        }

        /// <summary>Gives that memory back.</summary>
        internal void EndPacking()
        {
            packing.Dispose();
            packing = new NativeBlock(0);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            packing.Dispose();
            memory.Dispose();
            scores.Dispose();
        }
    }
}
