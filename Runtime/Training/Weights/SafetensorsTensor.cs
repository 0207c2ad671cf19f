#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.Weights
{
    /// <summary>Fills a part of a tensor's elements, for example from a GPU.</summary>
    /// <param name="first">The first element wanted, counted from 0 in row-major order.</param>
    /// <param name="destination">Receives as many elements as it is long; valid during the call.</param>
    public delegate void SafetensorsSource(long first, Span<float> destination);

    /// <summary>One tensor to write: its name, its sizes and where its elements come from.</summary>
    public sealed class SafetensorsTensor
    {
        private readonly Func<SafetensorsSource> open;

        /// <summary>A tensor whose elements are at hand.</summary>
        /// <param name="name">A name that no other tensor of the file has.</param>
        /// <param name="shape">Sizes, outermost first; empty for a scalar.</param>
        /// <param name="data">The elements in row-major order, as many as the sizes multiply to.</param>
        public SafetensorsTensor(string name, IEnumerable<long> shape, ReadOnlyMemory<float> data) : this(name, shape, () => data)
        {
        }

        /// <summary>A tensor whose elements are fetched when its turn comes, so that only one needs to be in memory.</summary>
        /// <param name="name">A name that no other tensor of the file has.</param>
        /// <param name="shape">Sizes, outermost first; empty for a scalar.</param>
        /// <param name="data">Called once while writing; the memory may be reused afterwards.</param>
        public SafetensorsTensor(string name, IEnumerable<long> shape, Func<ReadOnlyMemory<float>> data)
        {
            if (data is null) throw new ArgumentNullException(nameof(data));
            Name = name ?? throw new ArgumentNullException(nameof(name));
            Shape = Sizes(shape);
            open = () => FromMemory(data());
        }

        /// <summary>A tensor whose elements are fetched in parts while it is written, so that it is never in memory as a whole.</summary>
        /// <param name="name">A name that no other tensor of the file has.</param>
        /// <param name="shape">Sizes, outermost first; empty for a scalar.</param>
        /// <param name="source">Called on the writing thread, for one part after the other from the first element to the last, at most
        /// 262144 at a time.</param>
        public SafetensorsTensor(string name, IEnumerable<long> shape, SafetensorsSource source)
        {
            if (source is null) throw new ArgumentNullException(nameof(source));
            Name = name ?? throw new ArgumentNullException(nameof(name));
            Shape = Sizes(shape);
            open = () => source;
        }

        /// <summary>The tensor's name.</summary>
        public string Name { get; }

        /// <summary>Sizes, outermost first; empty for a scalar.</summary>
        public IReadOnlyList<long> Shape { get; }

        internal long Elements => SafetensorsShape.ByteCount(SafetensorsDType.U8, Shape);

        /// <exception cref="ArgumentException">The data has another length than the shape.</exception>
        internal SafetensorsSource Open() => open();

        private static long[] Sizes(IEnumerable<long> shape) => (shape ?? throw new ArgumentNullException(nameof(shape))).ToArray();

        private SafetensorsSource FromMemory(ReadOnlyMemory<float> data)
        {
            if (data.Length != Elements)
                throw new ArgumentException(
                    $"Expected {Elements} elements for tensor '{Name}' {SafetensorsShape.Text(Shape)}, but found {data.Length}. Give " +
                    "it as many as its sizes multiply to.");
            return (first, destination) => data.Span.Slice((int)first, destination.Length).CopyTo(destination);
        }
    }
}
