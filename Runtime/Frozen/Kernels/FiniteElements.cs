#nullable enable
using System.Runtime.CompilerServices;

namespace Repartee.Frozen.Kernels
{
    /// <summary>Whether weights are numbers. A file may hold anything, and one that is not finite spoils every reply.</summary>
    internal static unsafe class FiniteElements
    {
        private const uint Exponent32 = 0x7f800000;
        private const ushort Exponent16 = 0x7c00;

        /// <summary>Whether all elements (or scales) of a packed group are finite.</summary>
        internal static bool Hold(byte* at, WeightType type, int columns)
        {
            switch (type)
            {
                case WeightType.F32: return All32((uint*)at, columns * PackedMatrix.Lanes);
                case WeightType.F16: return All16((ushort*)at, columns * PackedMatrix.Lanes);
                default:
                    for (int block = 0; block < columns / PackedMatrix.BlockColumns; block++, at += PackedMatrix.BlockBytes)
                    {
                        if (!All16((ushort*)at, PackedMatrix.Lanes)) return false;
                    }

                    return true;
            }
        }

        [MethodImpl(InnerLoop.Options)]
        private static bool All32(uint* bits, int count)
        {
            bool finite = true;
            for (int i = 0; i < count; i++) finite &= (bits[i] & Exponent32) != Exponent32;
            return finite;
        }

        [MethodImpl(InnerLoop.Options)]
        private static bool All16(ushort* bits, int count)
        {
            bool finite = true;
            for (int i = 0; i < count; i++) finite &= (bits[i] & Exponent16) != Exponent16;
            return finite;
        }
    }
}
