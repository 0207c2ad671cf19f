#nullable enable
using System;

namespace Repartee.Frozen.Gguf
{
    /// <summary>
    /// F16 (IEEE 754 binary16) and BF16 by their bits: .NET Standard 2.1 has no Half. Widening is exact; narrowing rounds to the nearest,
    /// ties to even, overflows to infinity and keeps a NaN a NaN.
    /// </summary>
    internal static class HalfBits
    {
        internal const ushort Infinity = 0x7c00;
        private const uint SingleInfinity = 0x7f800000;
        private const float SubnormalUnit = 1f / (1 << 24);

        internal static float FromBF16(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

        internal static float FromF16(ushort bits)
        {
            int sign = (bits & 0x8000) << 16, exponent = bits & Infinity, mantissa = bits & 0x3ff;
            if (exponent == Infinity) return BitConverter.Int32BitsToSingle(sign | (int)SingleInfinity | mantissa << 13);
            if (exponent != 0) return BitConverter.Int32BitsToSingle(sign | (bits & 0x7fff) + (112 << 10) << 13);
            return BitConverter.Int32BitsToSingle(sign | BitConverter.SingleToInt32Bits(mantissa * SubnormalUnit));
        }

        internal static ushort ToBF16(float value)
        {
            uint bits = (uint)BitConverter.SingleToInt32Bits(value);
            if (float.IsNaN(value)) return (ushort)(bits >> 16 | 0x40);
            return (ushort)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
        }

        internal static ushort ToF16(float value)
        {
            uint bits = (uint)BitConverter.SingleToInt32Bits(value), magnitude = bits & 0x7fffffff;
            int sign = (int)(bits >> 16) & 0x8000;
            if (magnitude > SingleInfinity) return (ushort)(sign | 0x7e00 | (int)(magnitude >> 13 & 0x3ff));
            int exponent = (int)(magnitude >> 23) - 112;
            if (exponent >= 31) return (ushort)(sign | Infinity);
            if (exponent < -10) return (ushort)sign;
            // The kept bits end at 13, or further up where the result is subnormal and has no hidden one.
            uint mantissa = exponent > 0 ? magnitude - (112u << 23) : (magnitude & 0x7fffff) | 0x800000;
            int shift = exponent > 0 ? 13 : 14 - exponent;
            uint kept = mantissa >> shift, lost = mantissa & ((1u << shift) - 1), tie = 1u << (shift - 1);
            if (lost > tie || (lost == tie && (kept & 1) == 1)) kept++; // a carry moves on into the exponent
            return (ushort)(sign | (int)kept);
        }
    }
}
