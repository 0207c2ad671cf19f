#nullable enable
using System.IO;

namespace Repartee.Frozen.Decoding
{
    /// <summary>What is said of weights that are no numbers: no computation survives one.</summary>
    internal static class BrokenWeights
    {
        internal static InvalidDataException In(string path, string tensor) => new InvalidDataException(
            $"{path}: expected finite numbers in tensor '{tensor}', but found an infinite one or none at all. The weights are broken: " +
            "take another copy, or freeze the actor again.");
    }
}
