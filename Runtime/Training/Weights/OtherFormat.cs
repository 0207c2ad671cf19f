#nullable enable
using System;
using System.Text;

namespace Repartee.Training.Weights
{
    /// <summary>What a file often is that is not what its name says, by its first bytes.</summary>
    internal static class OtherFormat
    {
        private static readonly (string Start, string Name, string Advice)[] Known =
        {
            ("version https://git-lfs", "a Git LFS pointer", "Run git lfs pull in its folder, or download the file itself."),
            ("<!", "a web page", "Download the file itself, not its page on the hub."),
            ("<h", "a web page", "Download the file itself, not its page on the hub."),
            ("GGUF", "a GGUF file", "Take the Hugging Face folder it was made from."),
            ("PK\u0003\u0004", "a PyTorch or zip file", "Load it in Python and call save_pretrained(folder, safe_serialization=True)."),
        };

        /// <summary>The most bytes that are looked at.</summary>
        internal const int Length = 24;

        /// <summary>The second half of a message: what was found and what to do; null where the bytes tell nothing.</summary>
        internal static string? Describe(ReadOnlySpan<byte> file)
        {
            string start = Encoding.ASCII.GetString(file.Slice(0, Math.Min(file.Length, Length)).ToArray());
            foreach ((string known, string name, string advice) in Known)
                if (start.StartsWith(known, StringComparison.OrdinalIgnoreCase)) return $"but found {name}. {advice}";
            return null;
        }
    }
}
