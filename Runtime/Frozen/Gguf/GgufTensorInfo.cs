#nullable enable
using System.Collections.Generic;

namespace Repartee.Frozen.Gguf
{
    /// <summary>Where one tensor of a GGUF file lies and how it is stored.</summary>
    public sealed class GgufTensorInfo
    {
        internal GgufTensorInfo(string name, GgufType type, long[] shape, long offset)
        {
            Name = name;
            Type = type;
            Shape = shape;
            Offset = offset;
            Elements = GgufShape.Elements(shape);
            ByteCount = checked(Elements / type.BlockElements() * type.BlockBytes());
        }

        /// <summary>The tensor's name.</summary>
        public string Name { get; }

        /// <summary>How its elements are stored.</summary>
        public GgufType Type { get; }

        /// <summary>Sizes from 1, outermost first as in safetensors (the file has them innermost first); empty for a scalar.</summary>
        public IReadOnlyList<long> Shape { get; }

        /// <summary>The tensor's first byte, counted from the beginning of the file.</summary>
        public long Offset { get; }

        /// <summary>How many elements it has.</summary>
        public long Elements { get; }

        /// <summary>How many bytes it takes in the file.</summary>
        public long ByteCount { get; }

        internal string ShapeText => GgufShape.Text(Shape);
    }
}
