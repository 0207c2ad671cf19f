#nullable enable

namespace Repartee.Frozen.Kernels
{
    /// <summary>How the elements of a <see cref="PackedMatrix"/> are kept in memory.</summary>
    internal enum WeightType
    {
        /// <summary>Float32.</summary>
        F32,

        /// <summary>IEEE 754 binary16.</summary>
        F16,

        /// <summary>Blocks of 32 columns: an F16 scale and 32 signed bytes.</summary>
        Q8,
    }
}
