#nullable enable
using System;
using System.Runtime.InteropServices;

namespace Repartee.Frozen.Gguf
{
    /// <summary>Stored elements to float32.</summary>
    internal static class GgufDecoder
    {
        /// <param name="type">A readable type.</param>
        /// <param name="blocks">Whole blocks.</param>
        /// <param name="skip">Elements of the first block to leave out.</param>
        /// <param name="destination">Receives as many elements as it is long.</param>
        internal static void Decode(GgufType type, ReadOnlySpan<byte> blocks, int skip, Span<float> destination)
        {
            // Only read; Debian's Mono has no indexer of ReadOnlySpan that a compiled program finds.
            Span<byte> bytes = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(blocks), blocks.Length);
            switch (type)
            {
                case GgufType.F32:
                    MemoryMarshal.Cast<byte, float>(bytes).Slice(0, destination.Length).CopyTo(destination);
                    break;
                case GgufType.F16:
                    Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                    for (int i = 0; i < destination.Length; i++) destination[i] = HalfBits.FromF16(halves[i]);
                    break;
                case GgufType.BF16:
                    Span<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                    for (int i = 0; i < destination.Length; i++) destination[i] = HalfBits.FromBF16(upper[i]);
                    break;
                case GgufType.Q8_0:
                    DecodeQ8(bytes, skip, destination);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(type), type, "Expected F32, F16, BF16 or Q8_0.");
            }
        }

        private static void DecodeQ8(Span<byte> blocks, int skip, Span<float> destination)
        {
            while (destination.Length > 0)
            {
                float scale = Q8Block.Scale(blocks);
                int count = Math.Min(Q8Block.Elements - skip, destination.Length);
                for (int i = 0; i < count; i++) destination[i] = Q8Block.Element(blocks, scale, skip + i);
                destination = destination.Slice(count);
                blocks = blocks.Slice(Q8Block.Bytes);
                skip = 0;
            }
        }
    }
}
