#nullable enable
using System;

namespace Repartee.Frozen.Tests.Gguf
{
    /// <summary>IEEE 754's binary16 by arithmetic on doubles, which hold each half and each tie between two exactly: .NET Standard 2.1 has
    /// no System.Half. A test compares the two where there is one.</summary>
    internal static class ReferenceHalf
    {
        private const int Fraction = 1 << 10;
        private const int LeastExponent = -14;
        private const double Overflow = 65520;

        internal static double Widen(ushort bits)
        {
            int field = bits >> 10 & 31, fraction = bits & (Fraction - 1);
            double size = field switch
            {
                31 => fraction == 0 ? double.PositiveInfinity : double.NaN,
                0 => fraction * Math.Pow(2, LeastExponent - 10),
                _ => (Fraction + fraction) * Math.Pow(2, field - 1 + LeastExponent - 10),
            };
            return bits >> 15 == 0 ? size : -size;
        }

        /// <summary>The nearest half, of two equally near the even one.</summary>
        internal static ushort Narrow(double value)
        {
            int sign = BitConverter.DoubleToInt64Bits(value) < 0 ? 0x8000 : 0;
            double size = Math.Abs(value);
            if (double.IsNaN(size)) return 0x7e00;
            if (size >= Overflow) return (ushort)(sign | 0x7c00);
            int exponent = Math.Max(LeastExponent, (int)(BitConverter.DoubleToInt64Bits(size) >> 52) - 1023);
            // A size that rounds up to the next power of two carries into the exponent by itself.
            double units = Math.Round(size * Math.Pow(2, 10 - exponent), MidpointRounding.ToEven);
            return (ushort)(sign | ((exponent - LeastExponent) * Fraction + (int)units));
        }

        internal static bool IsNaN(ushort bits) => (bits & 0x7fff) > 0x7c00;
    }
}
