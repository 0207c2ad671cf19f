#nullable enable

namespace Repartee.Training.TensorBoard
{
    /// <summary>CRC-32C (Castagnoli, reflected), a byte at a time, and the mask that TFRecord files put over it.</summary>
    internal static class Crc32C
    {
        private const uint Polynomial = 0x82F63B78;
        private const uint MaskOffset = 0xA282EAD8;

        private static readonly uint[] Table = MakeTable();

        /// <summary>The checksum as a record holds it: a checksum of data that holds checksums is weak, so it is
        /// turned and shifted.</summary>
        internal static uint Masked(byte[] data, int count)
        {
            uint crc = Of(data, count);
            return unchecked(((crc >> 15) | (crc << 17)) + MaskOffset);
        }

        internal static uint Of(byte[] data, int count)
        {
            uint crc = ~0u;
            for (int i = 0; i < count; i++)
                crc = (crc >> 8) ^ Table[(crc ^ data[i]) & 0xFF];
            return ~crc;
        }

        private static uint[] MakeTable()
        {
            var table = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint value = i;
                for (int bit = 0; bit < 8; bit++)
                    value = (value >> 1) ^ ((value & 1) == 0 ? 0 : Polynomial);
                table[i] = value;
            }

            return table;
        }
    }
}
