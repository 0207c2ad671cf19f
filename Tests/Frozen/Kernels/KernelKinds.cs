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
        // By name, because the netstandard2.1 build does not have these.
        internal const string Avx2 = "Avx2Kernels";
        internal const string Avx512 = "Avx512Kernels";

        internal static readonly string[] All = { nameof(ScalarKernels), nameof(VectorKernels), Avx2, Avx512 };

        /// <summary>Those that this machine can run.</summary>
        internal static IEnumerable<string> Supported => All.Where(name => Find(name) != null);

        /// <summary>Ignores the test where the machine lacks the instructions.</summary>
        internal static MatrixKernels Make(string name)
        {
            MatrixKernels? found = Find(name);
            if (found is null) Assert.Ignore($"This processor or this build of the library cannot run {name}.");
            return found!;
        }

        private static MatrixKernels? Find(string name) => name switch
        {
            nameof(ScalarKernels) => new ScalarKernels(),
            nameof(VectorKernels) => VectorKernels.IsSupported ? new VectorKernels() : null,
#if NET8_0_OR_GREATER
            Avx2 => Avx2Kernels.IsSupported ? new Avx2Kernels() : null,
            Avx512 => Avx512Kernels.IsSupported ? new Avx512Kernels() : null,
#endif
            _ => null,
        };
    }
}
