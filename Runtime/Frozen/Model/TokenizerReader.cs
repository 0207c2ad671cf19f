#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Repartee.Frozen.Gguf;
using Repartee.Internal;
using Repartee.Prompting;

namespace Repartee.Frozen.Model
{
    /// <summary>
    /// The tokenizer in a file's metadata: of model gpt2 (byte-level BPE) or llama (SentencePiece BPE by scores). Where our own keys are
    /// missing, the file means what llama.cpp does with it.
    /// </summary>
    internal static class TokenizerReader
    {
        private const int MostMerges = 1 << 22;

        /// <param name="file">The file.</param>
        /// <param name="rows">How many tokens the embedding has.</param>
        /// <exception cref="InvalidDataException">It is damaged or not supported; the message names what.</exception>
        internal static ITokenizer Read(GgufFile file, int rows)
        {
            string model = file.Metadata.RequiredString(TokenizerKeys.Model);
            if (model != "gpt2" && model != "llama")
                throw new InvalidDataException(
                    $"{file.FilePath}: expected {TokenizerKeys.Model} to be gpt2 (byte-level BPE) or llama (SentencePiece BPE), but " +
                    $"found \"{GgufText.Shorten(model)}\". Choose a model with one of these tokenizers.");
            PreTokenizer? pre = model == "gpt2"
                ? PreTokenizer.Named(file.Metadata.RequiredString(TokenizerKeys.Pre), file.FilePath)
                : null;
            var tokens = new TokenTable(file, rows);
            try
            {
                return pre is null ? SentencePiece(file, tokens) : (ITokenizer)ByteLevel(file, tokens, pre);
            }
            catch (InvalidDataException error) when (!error.Message.StartsWith(file.FilePath, System.StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{file.FilePath}: {error.Message}", error);
            }
        }

        private static ByteLevelBpeTokenizer ByteLevel(GgufFile file, TokenTable tokens, PreTokenizer pre)
        {
            GgufMetadata metadata = file.Metadata;
            string[] merges = metadata.Required<string[]>(TokenizerKeys.Merges);
            RequireFew(merges, TokenizerKeys.Merges);
            return new ByteLevelBpeTokenizer(new BpeVocabulary(tokens.With(merges), new ByteLevelRules
            {
                Pattern = pre.Pattern,
                CutsDigits = pre.CutsDigits,
                AddsPrefixSpace = metadata.Optional(TokenizerKeys.AddsSpace, false),
                ComposesText = metadata.Optional(TokenizerKeys.ComposesText, false),
                IgnoresMerges = metadata.Optional(TokenizerKeys.IgnoresMerges, pre.IgnoresMerges),
                DropsUnknownBytes = metadata.Optional(TokenizerKeys.DropsUnknownBytes, true),
            }));
        }

        private static SentencePieceBpeTokenizer SentencePiece(GgufFile file, TokenTable tokens)
        {
            GgufMetadata metadata = file.Metadata;
            bool addsSpace = metadata.Optional(TokenizerKeys.AddSpacePrefix, true);
            string prefix = SpacePrefixes.Name(addsSpace ? SentencePiecePrefix.EveryText : SentencePiecePrefix.None);
            var rules = new SentencePieceRules
            {
                Prefix = SpacePrefixes.Named(metadata.Optional(TokenizerKeys.SpacePrefix, prefix), file.FilePath),
                StripsLeadingSpace = metadata.Optional(TokenizerKeys.StripsLeadingSpace, addsSpace),
            };
            string[] merges = metadata.Contains(TokenizerKeys.OwnMerges)
                ? metadata.Required<string[]>(TokenizerKeys.OwnMerges)
                : ImpliedMerges(file, tokens);
            RequireFew(merges, TokenizerKeys.OwnMerges);
            return new SentencePieceBpeTokenizer(tokens.With(merges), rules, null);
        }

        private static string[] ImpliedMerges(GgufFile file, TokenTable tokens)
        {
            IReadOnlyList<float> scores = file.Metadata.RequiredSingles(TokenizerKeys.Scores);
            if (scores.Count != tokens.Count || scores.Any(float.IsNaN))
                throw new InvalidDataException(
                    $"Expected {TokenizerKeys.Scores} to hold {tokens.Count} numbers, one a token, but found {scores.Count}" +
                    $"{(scores.Any(float.IsNaN) ? ", some of them no numbers" : "")}. Convert the model again.");
            return ScoredMerges.Of(tokens.Vocabulary, id => tokens.TypeOf(id) == TokenType.Normal, scores, file.FilePath);
        }

        [MethodImpl(FirstCall.Optimized)]
        private static void RequireFew(string[] merges, string key)
        {
            string? longest = null;
            for (int i = 0; i < merges.Length && longest is null; i++)
                if (merges[i].Length > TokenTable.MostCharacters + 1) longest = merges[i];
            if (merges.Length > MostMerges || longest != null)
                throw new InvalidDataException(
                    $"Expected {key} to hold at most {MostMerges} merges of at most {TokenTable.MostCharacters + 1} characters, but " +
                    $"found {(longest is null ? $"{merges.Length}" : $"one of {longest.Length}")}. Choose a model with a " +
                    "smaller vocabulary.");
        }
    }
}
