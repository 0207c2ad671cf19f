#nullable enable

namespace Repartee.Training.Weights
{
    /// <summary>The element types of a safetensors file that this project knows, by their names in the file.</summary>
    public enum SafetensorsDType
    {
        /// <summary>IEEE 754 binary32, 4 bytes.</summary>
        F32,

        /// <summary>IEEE 754 binary16, 2 bytes.</summary>
        F16,

        /// <summary>The upper half of a binary32, 2 bytes.</summary>
        BF16,

        /// <summary>Signed, 8 bytes; listed, but not readable as weights.</summary>
        I64,

        /// <summary>Signed, 4 bytes; listed, but not readable as weights.</summary>
        I32,

        /// <summary>Unsigned, 1 byte; listed, but not readable as weights.</summary>
        U8,
    }

    internal static class SafetensorsDTypeSize
    {
        /// <summary>Bytes of one element.</summary>
        internal static int Bytes(this SafetensorsDType dtype) => dtype switch
        {
            SafetensorsDType.I64 => 8,
            SafetensorsDType.F32 => 4,
            SafetensorsDType.I32 => 4,
            SafetensorsDType.U8 => 1,
            _ => 2,
        };

        internal static bool IsFloat(this SafetensorsDType dtype) => dtype <= SafetensorsDType.BF16;
    }
}
