#nullable enable
using System.Collections.Generic;

namespace Repartee.Training.Weights
{
    /// <summary>One tensor of a safetensors file, as its header describes it. Immutable.</summary>
    public sealed class SafetensorsEntry
    {
        internal SafetensorsEntry(string name, SafetensorsDType dtype, long[] shape, long offset, long byteCount)
        {
            Name = name;
            DType = dtype;
            Shape = shape;
            Offset = offset;
            ByteCount = byteCount;
        }

        /// <summary>The tensor's name, unique in its file.</summary>
        public string Name { get; }

        /// <summary>The type of the stored elements.</summary>
        public SafetensorsDType DType { get; }

        /// <summary>Sizes, outermost first; empty for a scalar.</summary>
        public IReadOnlyList<long> Shape { get; }

        /// <summary>Number of elements.</summary>
        public long Elements => ByteCount / DType.Bytes();

        /// <summary>Size of the stored elements in bytes.</summary>
        public long ByteCount { get; }

        /// <summary>The shape for a message: the first sizes if there are many.</summary>
        internal string ShapeText => SafetensorsShape.Text(Shape);

        /// <summary>Where the elements begin, in bytes from the start of the file.</summary>
        internal long Offset { get; }
    }
}
