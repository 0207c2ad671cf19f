#nullable enable
using System.Runtime.CompilerServices;

namespace Repartee.Internal
{
    /// <summary>How the few methods are compiled that run for every token of a vocabulary, all in the first moments of a process.</summary>
    internal static class FirstCall
    {
        /// <summary>
        /// Optimized from the first call on (512 is AggressiveOptimization, a name that .NET Standard 2.1 lacks): the runtime would come to
        /// it only when the vocabulary is read.
        /// </summary>
        public const MethodImplOptions Optimized = (MethodImplOptions)512;
    }
}
