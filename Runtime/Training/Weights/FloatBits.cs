#nullable enable
using System;

namespace Repartee.Training.Weights
{
    /// <summary>
    /// F16 (IEEE 754 binary16) and BF16 to float32 and back, by their bits: .NET Standard 2.1 has no Half. Widening is exact;
    /// narrowing rounds to the nearest, ties to even, overflows to infinity and keeps a NaN a NaN.
    /// </summary>
    internal static class FloatBits
    {
        private const int FloatInfinity = 0x7f800000;
        private const int HalfOverflow = 0x47800000;  // 65536: at least this is infinity; 65520 up to it rounds there
        private const int HalfNormal = 0x38800000;    // 2^-14, the smallest normal half
        private const int HalfZero = 0x33000000;      // 2^-25, half of the smallest subnormal half

        internal static void WidenF16(ReadOnlySpan<ushort> source, Span<float> destination)
        {
            for (int i = 0; i < source.Length; i++) destination[i] = F16ToSingle(source[i]);
        }

        internal static void WidenBF16(ReadOnlySpan<ushort> source, Span<float> destination)
        {
            for (int i = 0; i < source.Length; i++) destination[i] = BF16ToSingle(source[i]);
        }

        internal static void NarrowF16(ReadOnlySpan<float> source, Span<ushort> destination)
        {
            for (int i = 0; i < source.Length; i++) destination[i] = SingleToF16(source[i]);
        }

        internal static void NarrowBF16(ReadOnlySpan<float> source, Span<ushort> destination)
        {
            for (int i = 0; i < source.Length; i++) destination[i] = SingleToBF16(source[i]);
        }

        internal static float BF16ToSingle(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

        internal static float F16ToSingle(ushort bits)
        {
            int sign = (bits & 0x8000) << 16, exponent = (bits >> 10) & 0x1f, mantissa = bits & 0x3ff;
            if (exponent == 0x1f) return BitConverter.Int32BitsToSingle(sign | FloatInfinity | mantissa << 13);
            if (exponent != 0) return BitConverter.Int32BitsToSingle(sign | (exponent + 112) << 23 | mantissa << 13);
            float magnitude = mantissa * (1f / (1 << 24)); // subnormal: exact, a 10-bit number times a power of two
            return BitConverter.Int32BitsToSingle(sign | BitConverter.SingleToInt32Bits(magnitude));
        }

        internal static ushort SingleToBF16(float value)
        {
            uint bits = (uint)BitConverter.SingleToInt32Bits(value);
            if (float.IsNaN(value)) return (ushort)(bits >> 16 | 0x40);
            return (ushort)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
        }

        internal static ushort SingleToF16(float value)
        {
            int bits = BitConverter.SingleToInt32Bits(value);
            int sign = (bits >> 16) & 0x8000, magnitude = bits & 0x7fffffff;
            if (magnitude > FloatInfinity) return (ushort)(sign | 0x7e00 | (magnitude >> 13 & 0x3ff));
            if (magnitude >= HalfOverflow) return (ushort)(sign | 0x7c00);
            if (magnitude >= HalfNormal)
            {
                int rounded = magnitude + 0xfff + (magnitude >> 13 & 1); // a carry moves on into the exponent
                return (ushort)(sign | (rounded - (112 << 23)) >> 13);
            }

            if (magnitude < HalfZero) return (ushort)sign;
            int shift = 126 - (magnitude >> 23), mantissa = (magnitude & 0x7fffff) | 0x800000; // units of 2^-24
            int kept = mantissa >> shift, rest = mantissa & ((1 << shift) - 1), tie = 1 << (shift - 1);
            if (rest > tie || (rest == tie && (kept & 1) == 1)) kept++;
            return (ushort)(sign | kept);
        }
    }
}
