#nullable enable
using System;

namespace Repartee.Frozen.Gguf
{
    /// <summary>A text of metadata that follows from the tensors' stored bytes, and so is known only when they are written.</summary>
    internal interface IGgufSeal
    {
        /// <summary>Its key.</summary>
        string Key { get; }

        /// <summary>Its characters, ASCII.</summary>
        int Length { get; }

        /// <summary>Receives the stored bytes of all tensors in their order, without the padding between them.</summary>
        void Add(ReadOnlySpan<byte> stored);

        /// <summary>The text; called once, when all is written.</summary>
        string Finish();
    }
}
