#nullable enable
using System.Collections.Generic;

namespace Repartee.Frozen.Gguf
{
    /// <summary>The size of each type's blocks: a row is a whole number of them.</summary>
    internal static class GgufTypes
    {
        private static readonly Dictionary<GgufType, (int Elements, int Bytes)> Blocks =
            new Dictionary<GgufType, (int Elements, int Bytes)>
            {
                [GgufType.F32] = (1, 4),
                [GgufType.F16] = (1, 2),
                [GgufType.Q4_0] = (32, 18),
                [GgufType.Q4_1] = (32, 20),
                [GgufType.Q5_0] = (32, 22),
                [GgufType.Q5_1] = (32, 24),
                [GgufType.Q8_0] = (32, 34),
                [GgufType.Q8_1] = (32, 36),
                [GgufType.Q2_K] = (256, 84),
                [GgufType.Q3_K] = (256, 110),
                [GgufType.Q4_K] = (256, 144),
                [GgufType.Q5_K] = (256, 176),
                [GgufType.Q6_K] = (256, 210),
                [GgufType.Q8_K] = (256, 292),
                [GgufType.IQ2_XXS] = (256, 66),
                [GgufType.IQ2_XS] = (256, 74),
                [GgufType.IQ3_XXS] = (256, 98),
                [GgufType.IQ1_S] = (256, 50),
                [GgufType.IQ4_NL] = (32, 18),
                [GgufType.IQ3_S] = (256, 110),
                [GgufType.IQ2_S] = (256, 82),
                [GgufType.IQ4_XS] = (256, 136),
                [GgufType.I8] = (1, 1),
                [GgufType.I16] = (1, 2),
                [GgufType.I32] = (1, 4),
                [GgufType.I64] = (1, 8),
                [GgufType.F64] = (1, 8),
                [GgufType.IQ1_M] = (256, 56),
                [GgufType.BF16] = (1, 2),
                [GgufType.TQ1_0] = (256, 54),
                [GgufType.TQ2_0] = (256, 66),
                [GgufType.MXFP4] = (32, 17),
                [GgufType.NVFP4] = (64, 36),
                [GgufType.Q1_0] = (128, 18),
                [GgufType.Q2_0] = (64, 18),
            };

        internal static bool IsKnown(this GgufType type) => Blocks.ContainsKey(type);

        internal static bool IsReadable(this GgufType type) =>
            type == GgufType.F32 || type == GgufType.F16 || type == GgufType.BF16 || type == GgufType.Q8_0;

        internal static int BlockElements(this GgufType type) => Blocks[type].Elements;

        internal static int BlockBytes(this GgufType type) => Blocks[type].Bytes;
    }
}
