#nullable enable

namespace Repartee.Frozen.Model
{
    /// <summary>Keys of metadata that say what the tokenizer is: llama.cpp's, and ours for what those can not say.</summary>
    internal static class TokenizerKeys
    {
        internal const string Model = "tokenizer.ggml.model";
        internal const string Pre = "tokenizer.ggml.pre";
        internal const string Tokens = "tokenizer.ggml.tokens";
        internal const string Types = "tokenizer.ggml.token_type";
        internal const string Scores = "tokenizer.ggml.scores";
        internal const string Merges = "tokenizer.ggml.merges";
        internal const string Begin = "tokenizer.ggml.bos_token_id";
        internal const string End = "tokenizer.ggml.eos_token_id";
        internal const string EndOfTurn = "tokenizer.ggml.eot_token_id";
        internal const string EndOfMessage = "tokenizer.ggml.eom_token_id";
        internal const string Unknown = "tokenizer.ggml.unknown_token_id";
        internal const string Padding = "tokenizer.ggml.padding_token_id";
        internal const string AddBegin = "tokenizer.ggml.add_bos_token";
        internal const string AddEnd = "tokenizer.ggml.add_eos_token";
        internal const string AddSpacePrefix = "tokenizer.ggml.add_space_prefix";
        internal const string ChatTemplate = "tokenizer.chat_template";

        /// <summary>Int32[]: ids of the added tokens, in the order of the tokenizer.json.</summary>
        internal const string AddedIds = "repartee.tokenizer.added_ids";

        /// <summary>Int32[] beside <see cref="AddedIds"/>: 1 normalized, 2 lstrip, 4 rstrip, 8 single_word, added up.</summary>
        internal const string AddedFlags = "repartee.tokenizer.added_flags";

        /// <summary>Bool: text is composed (Unicode NFC) first.</summary>
        internal const string ComposesText = "repartee.tokenizer.composes_text";

        /// <summary>Bool: byte-level text that begins without a space gets one.</summary>
        internal const string AddsSpace = "repartee.tokenizer.adds_prefix_space";

        /// <summary>Bool: a piece that is a token becomes it, whether or not merging makes it.</summary>
        internal const string IgnoresMerges = "repartee.tokenizer.ignores_merges";

        /// <summary>Bool: bytes without a token are left out of texts.</summary>
        internal const string DropsUnknownBytes = "repartee.tokenizer.drops_unknown_bytes";

        /// <summary>String: where texts get a space in front, one of <see cref="SpacePrefixes"/>.</summary>
        internal const string SpacePrefix = "repartee.tokenizer.space_prefix";

        /// <summary>Bool: one space at the beginning of a decoded text is left out.</summary>
        internal const string StripsLeadingSpace = "repartee.tokenizer.strips_leading_space";

        /// <summary>String[]: merges that do not follow from the scores.</summary>
        internal const string OwnMerges = "repartee.tokenizer.merges";
    }
}
