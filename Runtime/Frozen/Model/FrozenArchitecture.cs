#nullable enable
using System;
using System.IO;

namespace Repartee.Frozen.Model
{
    /// <summary>The architectures that can be played, by llama.cpp's names.</summary>
    internal static class FrozenArchitecture
    {
        internal const string Llama = "llama";
        internal const string Qwen2 = "qwen2";
        internal const string Qwen3 = "qwen3";
        private static readonly string[] All = { Llama, Qwen2, Qwen3 };

        /// <exception cref="InvalidDataException">It is another one.</exception>
        internal static void Require(string name, string path)
        {
            if (Array.IndexOf(All, name) < 0)
                throw new InvalidDataException(
                    $"{path}: expected general.architecture to be one of {string.Join(", ", All)}, but found \"{name}\". Choose a model " +
                    "of one of these architectures.");
        }
    }
}
