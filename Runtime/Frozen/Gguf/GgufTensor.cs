#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Frozen.Gguf
{
    /// <summary>Fills a part of a tensor's elements, for example from a GPU.</summary>
    /// <param name="first">The first element wanted, counted from 0 in row-major order.</param>
    /// <param name="destination">Receives as many elements as it is long; valid during the call.</param>
    public delegate void GgufSource(long first, Span<float> destination);

    /// <summary>One tensor to write: its name, its sizes, how it is stored and where its elements come from.</summary>
    public sealed class GgufTensor
    {
        /// <summary>A tensor whose elements are fetched in parts while it is written, so that it is never in memory as a whole.</summary>
        /// <param name="name">A name that no other tensor of the file has, of 1 to 63 bytes in UTF-8.</param>
        /// <param name="shape">1 to 4 sizes from 1, outermost first as in safetensors.</param>
        /// <param name="type">F32, F16 or Q8_0. Q8_0 needs a last size that is a multiple of 32.</param>
        /// <param name="source">Called on the writing thread, for one part after the other from the first element to the last, at most
        /// 262144 at a time.</param>
        /// <exception cref="ArgumentException">The type cannot be written, or sizes break one of these rules.</exception>
        public GgufTensor(string name, IEnumerable<long> shape, GgufType type, GgufSource source)
        {
            Name = name ?? throw new ArgumentNullException(nameof(name));
            Source = source ?? throw new ArgumentNullException(nameof(source));
            long[] sizes = (shape ?? throw new ArgumentNullException(nameof(shape))).ToArray();
            Shape = sizes;
            Type = type;
            RequireType();
            RequireShape();
            Info = Measure(sizes);
        }

        /// <summary>The tensor's name.</summary>
        public string Name { get; }

        /// <summary>Sizes, outermost first.</summary>
        public IReadOnlyList<long> Shape { get; }

        /// <summary>How its elements are stored.</summary>
        public GgufType Type { get; }

        internal GgufSource Source { get; }

        internal GgufTensorInfo Info { get; }

        private GgufTensorInfo Measure(long[] sizes)
        {
            try
            {
                return new GgufTensorInfo(Name, Type, sizes, 0);
            }
            catch (OverflowException)
            {
                throw new ArgumentException(
                    $"Tensor '{Name}': expected fewer bytes than a file can have, but found {Type} {GgufShape.Text(sizes)}. Reshape it.");
            }
        }

        private void RequireType()
        {
            if (Type != GgufType.F32 && Type != GgufType.F16 && Type != GgufType.Q8_0)
                throw new ArgumentException($"Tensor '{Name}': expected F32, F16 or Q8_0 to write, but found {Type}. Choose one of them.");
        }

        private void RequireShape()
        {
            if (Shape.Count == 0 || Shape.Count > GgufShape.MostSizes || Shape.Any(size => size < 1))
                throw new ArgumentException(
                    $"Tensor '{Name}': expected 1 to {GgufShape.MostSizes} sizes from 1, but found {GgufShape.Text(Shape)}. Reshape it.");
            if (GgufShape.Row(Shape) % Type.BlockElements() != 0)
                throw new ArgumentException(
                    $"Tensor '{Name}': expected rows of a multiple of {Type.BlockElements()} elements for {Type}, but found " +
                    $"{GgufShape.Text(Shape)}. Store it as F16 or F32.");
        }
    }
}
