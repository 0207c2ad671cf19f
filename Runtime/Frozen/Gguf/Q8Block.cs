#nullable enable
using System;
using System.Buffers.Binary;

namespace Repartee.Frozen.Gguf
{
    /// <summary>Q8_0: 32 elements as an F16 scale d and 32 signed bytes q, so that each element is about d * q.</summary>
    internal static class Q8Block
    {
        internal const int Elements = 32;
        internal const int Bytes = 34;

        /// <summary>As llama.cpp does it: d = max|x| / 127, q = x * (1 / d) rounded half away from zero, with d before its
        /// rounding to F16. False if an element or d is not finite.</summary>
        internal static bool TryQuantize(Span<float> source, Span<byte> destination)
        {
            float most = 0;
            foreach (float value in source.Slice(0, Elements))
            {
                float size = Math.Abs(value);
                if (!(size <= float.MaxValue)) return false;
                most = Math.Max(most, size);
            }

            float scale = most / 127f;
            ushort half = HalfBits.ToF16(scale);
            if (half == HalfBits.Infinity) return false;
            float inverse = scale > 0 ? 1f / scale : 0;
            if (float.IsInfinity(inverse)) inverse = 0; // such a scale is 0 as an F16
            BinaryPrimitives.WriteUInt16LittleEndian(destination, half);
            for (int i = 0; i < Elements; i++)
                destination[2 + i] = (byte)(sbyte)MathF.Round(source[i] * inverse, MidpointRounding.AwayFromZero);
            return true;
        }

        internal static float Scale(ReadOnlySpan<byte> block) => HalfBits.FromF16(BinaryPrimitives.ReadUInt16LittleEndian(block));

        internal static float Element(Span<byte> block, float scale, int index) => scale * (sbyte)block[2 + index];
    }
}
