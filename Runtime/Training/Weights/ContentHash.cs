#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;

namespace Repartee.Training.Weights
{
    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    internal static class ContentHash
    {
        /// <summary>The hashes of several files in the given order, parted by spaces.</summary>
        internal static string OfFiles(IEnumerable<string> paths) => string.Join(" ", paths.Select(OfFile));

        internal static string OfFile(string path)
        {
            using var algorithm = SHA256.Create();
            using var stream = File.OpenRead(path);
            return BitConverter.ToString(algorithm.ComputeHash(stream)).Replace("-", "").ToLowerInvariant();
        }
    }
}
