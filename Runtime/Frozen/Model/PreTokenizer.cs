#nullable enable
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Prompting;

namespace Repartee.Frozen.Model
{
    /// <summary>A way to split text before it is merged, by llama.cpp's name for it (<c>tokenizer.ggml.pre</c>).</summary>
    internal sealed class PreTokenizer
    {
        private static readonly PreTokenizer[] All =
        {
            new PreTokenizer(SplitPattern.Gpt2, false, false, "gpt-2"),
            new PreTokenizer(SplitPattern.Gpt2, true, false, "smollm"),
            new PreTokenizer(SplitPattern.Qwen2, false, false, "qwen2", "deepseek-r1-qwen"),
            new PreTokenizer(SplitPattern.Llama3, false, true, "llama-bpe", "llama3", "llama-v3"),
            new PreTokenizer(SplitPattern.Tekken, false, true, "tekken"),
        };

        private readonly string[] names;

        private PreTokenizer(SplitPattern pattern, bool cutsDigits, bool ignoresMerges, params string[] names)
        {
            this.names = names;
            Pattern = pattern;
            CutsDigits = cutsDigits;
            IgnoresMerges = ignoresMerges;
        }

        internal SplitPattern Pattern { get; }

        internal bool CutsDigits { get; }

        /// <summary>Whether llama.cpp takes a piece that is a token as it is.</summary>
        internal bool IgnoresMerges { get; }

        internal string Name => names[0];

        /// <exception cref="InvalidDataException">It is another one.</exception>
        internal static PreTokenizer Named(string name, string path) =>
            All.FirstOrDefault(pre => pre.names.Contains(name)) ?? throw new InvalidDataException(
                $"{path}: expected {TokenizerKeys.Pre} to be one of {string.Join(", ", All.Select(pre => pre.Name))}, but found " +
                $"\"{GgufText.Shorten(name)}\". Choose a model with one of these, or one with a SentencePiece tokenizer.");

        /// <exception cref="InvalidDataException">llama.cpp has no name for it.</exception>
        internal static PreTokenizer Of(ByteLevelRules rules) =>
            All.FirstOrDefault(pre => pre.Pattern == rules.Pattern && pre.CutsDigits == rules.CutsDigits)
            ?? throw new InvalidDataException(
                $"Expected a tokenizer that splits text like one of {string.Join(", ", All.Select(pre => pre.Name))}, but found the " +
                $"pattern {rules.Pattern.Regex}{(rules.CutsDigits ? " behind cut digits" : "")}. A GGUF file cannot say that: play the " +
                "actor's folder.");
    }
}
