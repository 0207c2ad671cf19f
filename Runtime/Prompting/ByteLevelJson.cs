#nullable enable
using System.Linq;
using System.Text.Json;

namespace Repartee.Prompting
{
    /// <summary>Reads how a tokenizer.json with byte-level tokens treats text.</summary>
    internal static class ByteLevelJson
    {
        /// <exception cref="System.IO.InvalidDataException">A part is of another kind.</exception>
        public static ByteLevelRules Rules(JsonElement root)
        {
            JsonElement model = root.GetProperty("model");
            if (TokenizerJson.IsTrue(model, "byte_fallback"))
                throw TokenizerJson.Unsupported("model option", "byte_fallback");
            CheckDecoder(root);
            JsonElement[] steps = TokenizerJson.Steps(root, "pre_tokenizer", "pretokenizers");
            if (steps.Length == 0 || steps.Length > 2 || TokenizerJson.Text(steps.Last(), "type") != "ByteLevel")
                throw TokenizerJson.Unsupported("pre_tokenizer", steps.Length == 0 ? "null" : TokenizerJson.Types(steps));
            JsonElement byteLevel = steps.Last();
            bool addsSpace = TokenizerJson.IsTrue(byteLevel, "add_prefix_space", otherwise: true);
            bool isAlone = steps.Length == 1;
            if (addsSpace && !isAlone)
                throw TokenizerJson.Unsupported("pre_tokenizer option", "add_prefix_space: true after another step");
            string? first = isAlone ? null : TokenizerJson.Text(steps[0], "type");
            if (!isAlone && first != "Split" && first != "Digits")
                throw TokenizerJson.Unsupported("pre_tokenizer", TokenizerJson.Types(steps));

            // Without a Split before it, ByteLevel splits by itself.
            if (TokenizerJson.IsTrue(byteLevel, "use_regex", otherwise: true) == (first == "Split"))
                throw TokenizerJson.Unsupported("pre_tokenizer option", first == "Split" ? "use_regex: true" : "use_regex: false");
            if (first == "Digits" && !TokenizerJson.IsTrue(steps[0], "individual_digits"))
                throw TokenizerJson.Unsupported("pre_tokenizer option", "individual_digits: false");
            return new ByteLevelRules
            {
                Pattern = first == "Split" ? Pattern(steps[0]) : SplitPattern.Gpt2,
                CutsDigits = first == "Digits",
                AddsPrefixSpace = addsSpace,
                ComposesText = ComposesText(root),
                IgnoresMerges = TokenizerJson.IsTrue(model, "ignore_merges"),
                DropsUnknownBytes = TokenizerJson.Text(model, "unk_token") is null,
            };
        }

        private static void CheckDecoder(JsonElement root)
        {
            JsonElement[] decoders = TokenizerJson.Steps(root, "decoder", "decoders");
            if (decoders.Length != 1 || TokenizerJson.Text(decoders[0], "type") != "ByteLevel")
                throw TokenizerJson.Unsupported("decoder", decoders.Length == 0 ? "null" : TokenizerJson.Types(decoders));
        }

        private static bool ComposesText(JsonElement root)
        {
            JsonElement[] normalizers = TokenizerJson.Steps(root, "normalizer", "normalizers");
            if (normalizers.Any(step => TokenizerJson.Text(step, "type") != "NFC"))
                throw TokenizerJson.Unsupported("normalizer", TokenizerJson.Types(normalizers));
            return normalizers.Length > 0;
        }

        private static SplitPattern Pattern(JsonElement split)
        {
            string? regex = split.TryGetProperty("pattern", out JsonElement pattern) ? TokenizerJson.Text(pattern, "Regex") : null;
            if (regex is null || TokenizerJson.Text(split, "behavior") != "Isolated" || TokenizerJson.IsTrue(split, "invert"))
                throw TokenizerJson.Unsupported("pre_tokenizer Split", TokenizerJson.Quote(split.GetRawText()));
            return SplitPattern.Find(regex) ?? throw TokenizerJson.Unsupported("pre_tokenizer pattern", regex);
        }
    }
}
