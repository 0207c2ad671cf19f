#nullable enable

namespace Repartee.Frozen.Gguf
{
    /// <summary>The size of each type's blocks: a row is a whole number of them.</summary>
    internal static class GgufTypes
    {
        internal static bool IsKnown(this GgufType type) => type.BlockBytes() > 0;

        internal static bool IsReadable(this GgufType type) =>
            type == GgufType.F32 || type == GgufType.F16 || type == GgufType.BF16 || type == GgufType.Q8_0;

        /// <summary>Elements of a block of a known type.</summary>
        internal static int BlockElements(this GgufType type)
        {
            switch (type)
            {
                case GgufType.F32:
                case GgufType.F16:
                case GgufType.BF16:
                case GgufType.F64:
                case GgufType.I8:
                case GgufType.I16:
                case GgufType.I32:
                case GgufType.I64:
                    return 1;
                case GgufType.Q4_0:
                case GgufType.Q4_1:
                case GgufType.Q5_0:
                case GgufType.Q5_1:
                case GgufType.Q8_0:
                case GgufType.Q8_1:
                case GgufType.IQ4_NL:
                case GgufType.MXFP4:
                    return 32;
                case GgufType.NVFP4:
                case GgufType.Q2_0:
                    return 64;
                case GgufType.Q1_0:
                    return 128;
                default:
                    return 256;
            }
        }

        /// <summary>Bytes of a block; 0 where the type is not known.</summary>
        internal static int BlockBytes(this GgufType type) => type switch
        {
            GgufType.F32 => 4,
            GgufType.F16 => 2,
            GgufType.Q4_0 => 18,
            GgufType.Q4_1 => 20,
            GgufType.Q5_0 => 22,
            GgufType.Q5_1 => 24,
            GgufType.Q8_0 => 34,
            GgufType.Q8_1 => 36,
            GgufType.Q2_K => 84,
            GgufType.Q3_K => 110,
            GgufType.Q4_K => 144,
            GgufType.Q5_K => 176,
            GgufType.Q6_K => 210,
            GgufType.Q8_K => 292,
            GgufType.IQ2_XXS => 66,
            GgufType.IQ2_XS => 74,
            GgufType.IQ3_XXS => 98,
            GgufType.IQ1_S => 50,
            GgufType.IQ4_NL => 18,
            GgufType.IQ3_S => 110,
            GgufType.IQ2_S => 82,
            GgufType.IQ4_XS => 136,
            GgufType.I8 => 1,
            GgufType.I16 => 2,
            GgufType.I32 => 4,
            GgufType.I64 => 8,
            GgufType.F64 => 8,
            GgufType.IQ1_M => 56,
            GgufType.BF16 => 2,
            GgufType.TQ1_0 => 54,
            GgufType.TQ2_0 => 66,
            GgufType.MXFP4 => 17,
            GgufType.NVFP4 => 36,
            GgufType.Q1_0 => 18,
            GgufType.Q2_0 => 18,
            _ => 0,
        };
    }
}
