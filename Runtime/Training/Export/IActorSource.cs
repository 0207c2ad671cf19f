#nullable enable
using System;

namespace Repartee.Training.Export
{
    /// <summary>An actor's weights, adapters merged, by their Hugging Face names.</summary>
    internal interface IActorSource
    {
        /// <summary>Fills a part of a tensor's elements, counted from 0 in row-major order. One thread at a time.</summary>
        void Read(string name, long first, Span<float> destination);
    }
}
