#nullable enable
using System;

namespace Repartee.Frozen.Tests
{
    /// <summary>How often a test tries something at random.</summary>
    internal static class Fuzz
    {
        /// <summary>As many rounds as wanted, and a tenth of them on Mono, where an exception takes many times longer.</summary>
        internal static int Rounds(int wanted) => Type.GetType("Mono.Runtime") is null ? wanted : wanted / 10;
    }
}
