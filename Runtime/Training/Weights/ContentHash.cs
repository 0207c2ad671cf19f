#nullable enable
using System;
using System.IO;
using System.Security.Cryptography;

namespace Repartee.Training.Weights
{
    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    internal static class ContentHash
    {
        internal static string OfFile(string path)
        {
            using var algorithm = SHA256.Create();
            using var stream = File.OpenRead(path);
            return BitConverter.ToString(algorithm.ComputeHash(stream)).Replace("-", "").ToLowerInvariant();
        }
    }
}
