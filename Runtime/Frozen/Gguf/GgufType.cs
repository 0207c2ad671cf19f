#nullable enable
namespace Repartee.Frozen.Gguf
{
    /// <summary>How a tensor's elements are stored, with ggml's names and numbers. F32, F16, BF16 and Q8_0 can be read.</summary>
    public enum GgufType
    {
        /// <summary>float32.</summary>
        F32 = 0,

        /// <summary>IEEE 754 binary16.</summary>
        F16 = 1,

        /// <summary>4 bits, blocks of 32 with a scale.</summary>
        Q4_0 = 2,

        /// <summary>4 bits, blocks of 32 with a scale and a minimum.</summary>
        Q4_1 = 3,

        /// <summary>5 bits, blocks of 32 with a scale.</summary>
        Q5_0 = 6,

        /// <summary>5 bits, blocks of 32 with a scale and a minimum.</summary>
        Q5_1 = 7,

        /// <summary>8 bits, blocks of 32 with an F16 scale before them.</summary>
        Q8_0 = 8,

        /// <summary>8 bits, blocks of 32 with a scale and a sum.</summary>
        Q8_1 = 9,

        /// <summary>2 bits, blocks of 256.</summary>
        Q2_K = 10,

        /// <summary>3 bits, blocks of 256.</summary>
        Q3_K = 11,

        /// <summary>4 bits, blocks of 256.</summary>
        Q4_K = 12,

        /// <summary>5 bits, blocks of 256.</summary>
        Q5_K = 13,

        /// <summary>6 bits, blocks of 256.</summary>
        Q6_K = 14,

        /// <summary>8 bits, blocks of 256.</summary>
        Q8_K = 15,

        /// <summary>2.06 bits, blocks of 256 by a codebook.</summary>
        IQ2_XXS = 16,

        /// <summary>2.31 bits, blocks of 256 by a codebook.</summary>
        IQ2_XS = 17,

        /// <summary>3.06 bits, blocks of 256 by a codebook.</summary>
        IQ3_XXS = 18,

        /// <summary>1.56 bits, blocks of 256 by a codebook.</summary>
        IQ1_S = 19,

        /// <summary>4 bits, blocks of 32, not linear.</summary>
        IQ4_NL = 20,

        /// <summary>3.44 bits, blocks of 256 by a codebook.</summary>
        IQ3_S = 21,

        /// <summary>2.56 bits, blocks of 256 by a codebook.</summary>
        IQ2_S = 22,

        /// <summary>4.25 bits, blocks of 256, not linear.</summary>
        IQ4_XS = 23,

        /// <summary>int8.</summary>
        I8 = 24,

        /// <summary>int16.</summary>
        I16 = 25,

        /// <summary>int32.</summary>
        I32 = 26,

        /// <summary>int64.</summary>
        I64 = 27,

        /// <summary>float64.</summary>
        F64 = 28,

        /// <summary>1.75 bits, blocks of 256 by a codebook.</summary>
        IQ1_M = 29,

        /// <summary>The upper half of a float32.</summary>
        BF16 = 30,

        /// <summary>Ternary, 1.69 bits, blocks of 256.</summary>
        TQ1_0 = 34,

        /// <summary>Ternary, 2.06 bits, blocks of 256.</summary>
        TQ2_0 = 35,

        /// <summary>4-bit floats, blocks of 32 with a scale.</summary>
        MXFP4 = 39,

        /// <summary>4-bit floats, blocks of 64 with four scales.</summary>
        NVFP4 = 40,

        /// <summary>1 bit, blocks of 128 with a scale.</summary>
        Q1_0 = 41,

        /// <summary>2 bits, blocks of 64 with a scale.</summary>
        Q2_0 = 42,
    }
}
