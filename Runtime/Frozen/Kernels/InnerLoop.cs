#nullable enable
using System.Runtime.CompilerServices;

namespace Repartee.Frozen.Kernels
{
    /// <summary>How methods with an inner loop are compiled.</summary>
    internal static class InnerLoop
    {
        /// <summary>
        /// With full optimization at the first call (512 is AggressiveOptimization, a name that .NET Standard 2.1 lacks), because
        /// unoptimized vector code is a hundred times slower; and apart from their callers, which would take their registers.
        /// </summary>
        internal const MethodImplOptions Options = (MethodImplOptions)512 | MethodImplOptions.NoInlining;
    }
}
