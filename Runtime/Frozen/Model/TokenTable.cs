#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Frozen.Gguf;
using Repartee.Prompting;

namespace Repartee.Frozen.Model
{
    /// <summary>The tokens of a file with their types, checked and bounded.</summary>
    internal sealed class TokenTable
    {
        /// <summary>Longest spelling in characters; the longest of published vocabularies has 256.</summary>
        internal const int MostCharacters = 1024;

        private const int MostAddedCharacters = 256;
        private const string Remedy = "Take the file as it was published, or convert the model again.";
        private readonly string path;

        /// <param name="file">The file.</param>
        /// <param name="rows">How many tokens the embedding has.</param>
        /// <exception cref="InvalidDataException">Tokens and types do not fit together.</exception>
        internal TokenTable(GgufFile file, int rows)
        {
            path = file.FilePath;
            Spellings = file.Metadata.RequiredStrings(TokenizerKeys.Tokens);
            if (Spellings.Count == 0 || Spellings.Count > rows)
                throw Wrong(
                    TokenizerKeys.Tokens, $"1 to {rows} tokens, as many as '{FrozenTensors.Embedding}' has rows", $"{Spellings.Count}");
            IReadOnlyList<int> types = file.Metadata.RequiredInt32s(TokenizerKeys.Types);
            if (types.Count != Spellings.Count)
                throw Wrong(TokenizerKeys.Types, $"{Spellings.Count} types, one a token", $"{types.Count}");
            Types = types.Select(Known).ToArray();
            Vocabulary = new Dictionary<string, int>(Spellings.Count);
            for (int id = 0; id < Spellings.Count; id++)
                if (Types[id] != TokenType.Unused && Spellings[id].Length > 0) Add(id);
            if (Vocabulary.Count == 0) throw Wrong(TokenizerKeys.Tokens, "tokens that are used", "none");
            AddedTokens = ReadAdded(file.Metadata);
        }

        /// <summary>The spelling of each token by id.</summary>
        internal IReadOnlyList<string> Spellings { get; }

        internal IReadOnlyList<TokenType> Types { get; }

        /// <summary>The ids of tokens that are used.</summary>
        internal Dictionary<string, int> Vocabulary { get; }

        internal IReadOnlyList<AddedToken> AddedTokens { get; }

        internal TokenizerContents With(IEnumerable<string> merges) => new TokenizerContents(Vocabulary, merges, AddedTokens);

        private void Add(int id)
        {
            string spelling = Spellings[id];
            if (spelling.Length > MostCharacters)
                throw Wrong(TokenizerKeys.Tokens, $"tokens of at most {MostCharacters} characters", $"token {id} of {spelling.Length}");
            if (!Vocabulary.TryAdd(spelling, id))
                throw Wrong(
                    TokenizerKeys.Tokens, "each token once", $"\"{GgufText.Shorten(spelling)}\" as {Vocabulary[spelling]} and as {id}");
        }

        private TokenType Known(int type) => type >= (int)TokenType.Normal && type <= (int)TokenType.Byte
            ? (TokenType)type
            : throw Wrong(TokenizerKeys.Types, "types from 1 to 6", $"{type}");

        private IReadOnlyList<AddedToken> ReadAdded(GgufMetadata metadata)
        {
            IEnumerable<int> implied = Enumerable.Range(0, Types.Count).Where(IsAdded);
            if (!metadata.Contains(TokenizerKeys.AddedIds)) return implied.Select(id => Added(id, 0)).ToArray();
            IReadOnlyList<int> ids = metadata.RequiredInt32s(TokenizerKeys.AddedIds);
            IReadOnlyList<int> flags = metadata.RequiredInt32s(TokenizerKeys.AddedFlags);
            if (flags.Count != ids.Count || ids.Distinct().Count() != ids.Count || !ids.OrderBy(id => id).SequenceEqual(implied))
                throw Wrong(
                    TokenizerKeys.AddedIds, $"the ids of all tokens of the types 2, 3 and 4, with as many {TokenizerKeys.AddedFlags}",
                    $"{ids.Count} others with {flags.Count} flags");
            return ids.Select((id, i) => Added(id, flags[i])).ToArray();
        }

        private bool IsAdded(int id) => Spellings[id].Length > 0
            && (Types[id] == TokenType.Control || Types[id] == TokenType.Unknown || Types[id] == TokenType.UserDefined);

        private AddedToken Added(int id, int flags)
        {
            if (Spellings[id].Length > MostAddedCharacters)
                throw Wrong(
                    TokenizerKeys.Tokens, $"special and user-defined tokens of at most {MostAddedCharacters} characters",
                    $"token {id} of {Spellings[id].Length}");
            return AddedTokenFlags.Token(id, Spellings[id], Types[id] != TokenType.UserDefined, flags);
        }

        private InvalidDataException Wrong(string key, string expected, string found) =>
            new InvalidDataException($"{path}: expected {key} to hold {expected}, but found {found}. {Remedy}");
    }
}
