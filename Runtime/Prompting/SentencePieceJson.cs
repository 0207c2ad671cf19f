#nullable enable
using System.Linq;
using System.Text.Json;

namespace Repartee.Prompting
{
    /// <summary>Reads how a tokenizer.json in SentencePiece's manner treats text.</summary>
    internal static class SentencePieceJson
    {
        private static readonly string Space = SentencePieceRules.Space.ToString();

        /// <summary>True when the model falls back to bytes.</summary>
        public static bool IsOne(JsonElement root) => TokenizerJson.IsTrue(root.GetProperty("model"), "byte_fallback");

        /// <exception cref="System.IO.InvalidDataException">A part is of another kind.</exception>
        public static SentencePieceRules Rules(JsonElement root)
        {
            if (TokenizerJson.IsTrue(root.GetProperty("model"), "ignore_merges"))
                throw TokenizerJson.Unsupported("model option", "ignore_merges with byte_fallback");
            JsonElement[] normalizers = TokenizerJson.Steps(root, "normalizer", "normalizers");
            JsonElement[] preTokenizers = TokenizerJson.Steps(root, "pre_tokenizer", "pretokenizers");
            bool isMetaspace = preTokenizers.Length == 1 && TokenizerJson.Text(preTokenizers[0], "type") == "Metaspace";
            if (preTokenizers.Length > 0 && !isMetaspace)
                throw TokenizerJson.Unsupported("pre_tokenizer", TokenizerJson.Types(preTokenizers));
            bool isLegacy = normalizers.Length == 2 && TokenizerJson.Text(normalizers[0], "type") == "Prepend"
                && TokenizerJson.Text(normalizers[0], "prepend") == Space && IsReplace(normalizers[1], " ", Space);
            if (isLegacy ? isMetaspace : !isMetaspace || normalizers.Length > 0)
                throw TokenizerJson.Unsupported("normalizer", normalizers.Length == 0 ? "null" : TokenizerJson.Types(normalizers));
            return new SentencePieceRules
            {
                Prefix = isLegacy ? SentencePiecePrefix.EveryText : Prefix(preTokenizers[0]),
                StripsLeadingSpace = Strips(root),
            };
        }

        private static SentencePiecePrefix Prefix(JsonElement metaspace)
        {
            if (TokenizerJson.Text(metaspace, "replacement") != Space)
                throw TokenizerJson.Unsupported("pre_tokenizer option", "replacement: " + TokenizerJson.Text(metaspace, "replacement"));
            if (TokenizerJson.IsTrue(metaspace, "split", otherwise: true))
                throw TokenizerJson.Unsupported("pre_tokenizer option", "split: true");
            string scheme = TokenizerJson.Text(metaspace, "prepend_scheme")
                ?? (TokenizerJson.IsTrue(metaspace, "add_prefix_space", otherwise: true) ? "always" : "never");
            return scheme switch
            {
                "always" => SentencePiecePrefix.EveryWord,
                "first" => SentencePiecePrefix.FirstWord,
                "never" => SentencePiecePrefix.None,
                _ => throw TokenizerJson.Unsupported("pre_tokenizer option", "prepend_scheme: " + scheme),
            };
        }

        private static bool Strips(JsonElement root)
        {
            JsonElement[] decoders = TokenizerJson.Steps(root, "decoder", "decoders");
            bool strips = decoders.Length == 4 && TokenizerJson.Text(decoders[3], "type") == "Strip"
                && TokenizerJson.Text(decoders[3], "content") == " "
                && TokenizerJson.Number(decoders[3], "start") == 1 && TokenizerJson.Number(decoders[3], "stop") == 0;
            if ((decoders.Length != 3 && !strips) || !IsReplace(decoders[0], Space, " ")
                || TokenizerJson.Types(decoders.Skip(1).Take(2)) != "ByteFallback, Fuse")
                throw TokenizerJson.Unsupported("decoder", decoders.Length == 0 ? "null" : TokenizerJson.Types(decoders));
            return strips;
        }

        private static bool IsReplace(JsonElement step, string from, string to) =>
            TokenizerJson.Text(step, "type") == "Replace" && TokenizerJson.Text(step, "content") == to
            && step.TryGetProperty("pattern", out JsonElement pattern) && TokenizerJson.Text(pattern, "String") == from;
    }
}
