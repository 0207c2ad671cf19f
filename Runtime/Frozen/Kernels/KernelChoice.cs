#nullable enable

namespace Repartee.Frozen.Kernels
{
    /// <summary>The fastest kernels that this processor and this runtime have.</summary>
    internal static class KernelChoice
    {
        internal static MatrixKernels Matrices()
        {
#if NET8_0_OR_GREATER
            if (Avx512Kernels.IsSupported) return new Avx512Kernels();
            if (Avx2Kernels.IsSupported) return new Avx2Kernels();
#endif
            return VectorKernels.IsSupported ? new VectorKernels() : new ScalarKernels();
        }

        internal static RowMath Rows() => new RowMath(VectorKernels.IsSupported);
    }
}
