#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Kernels;

namespace Repartee.Frozen.Tests.Kernels
{
    /// <summary>The implementations of <see cref="MatrixKernels"/> by name.</summary>
    internal static class KernelKinds
    {
        internal static readonly string[] All = { nameof(ScalarKernels), nameof(VectorKernels), nameof(Avx2Kernels), nameof(Avx512Kernels) };

        /// <summary>Those that this machine can run.</summary>
        internal static IEnumerable<string> Supported => All.Where(name => Find(name) != null);

        /// <summary>Ignores the test where the machine lacks the instructions.</summary>
        internal static MatrixKernels Make(string name)
        {
            MatrixKernels? found = Find(name);
            if (found is null) Assert.Ignore($"This processor cannot run {name}.");
            return found!;
        }

        private static MatrixKernels? Find(string name) => name switch
        {
            nameof(ScalarKernels) => new ScalarKernels(),
            nameof(VectorKernels) => VectorKernels.IsSupported ? new VectorKernels() : null,
            nameof(Avx2Kernels) => Avx2Kernels.IsSupported ? new Avx2Kernels() : null,
            _ => Avx512Kernels.IsSupported ? new Avx512Kernels() : null,
        };
    }
}
