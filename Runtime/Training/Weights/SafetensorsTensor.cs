#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Training.Weights
{
    /// <summary>One tensor to write: its name, its sizes and where its elements come from.</summary>
    public sealed class SafetensorsTensor
    {
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
            Name = name ?? throw new ArgumentNullException(nameof(name));
            Shape = (shape ?? throw new ArgumentNullException(nameof(shape))).ToArray();
            Data = data ?? throw new ArgumentNullException(nameof(data));
        }

        /// <summary>The tensor's name.</summary>
        public string Name { get; }

        /// <summary>Sizes, outermost first; empty for a scalar.</summary>
        public IReadOnlyList<long> Shape { get; }

        internal Func<ReadOnlyMemory<float>> Data { get; }
    }
}
