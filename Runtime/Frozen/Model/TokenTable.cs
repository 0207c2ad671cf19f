#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using Repartee.Frozen.Gguf;
using Repartee.Internal;
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
        private readonly string[] spellings;
        private readonly int[] types;

        /// <param name="file">The file.</param>
        /// <param name="rows">How many tokens the embedding has.</param>
        /// <exception cref="InvalidDataException">Tokens and types do not fit together.</exception>
        internal TokenTable(GgufFile file, int rows)
        {
            path = file.FilePath;
            spellings = file.Metadata.Required<string[]>(TokenizerKeys.Tokens);
            if (spellings.Length == 0 || spellings.Length > rows)
                throw Wrong(
                    TokenizerKeys.Tokens, $"1 to {rows} tokens, as many as '{FrozenTensors.Embedding}' has rows", $"{spellings.Length}");
            types = file.Metadata.Required<int[]>(TokenizerKeys.Types);
            if (types.Length != spellings.Length)
                throw Wrong(TokenizerKeys.Types, $"{spellings.Length} types, one a token", $"{types.Length}");
            Vocabulary = new TokenIds(spellings.Length);
            List<int> added = ReadTokens();
            if (Vocabulary.Count == 0) throw Wrong(TokenizerKeys.Tokens, "tokens that are used", "none");
            AddedTokens = ReadAdded(file.Metadata, added);
        }

        /// <summary>How many ids there are.</summary>
        internal int Count => spellings.Length;

        /// <summary>The tokens that are used.</summary>
        internal TokenIds Vocabulary { get; }

        internal IReadOnlyList<AddedToken> AddedTokens { get; }

        internal TokenType TypeOf(int id) => (TokenType)types[id];

        internal TokenizerContents With(string[] merges) => new TokenizerContents(Vocabulary, merges, AddedTokens);

        /// <summary>Fills the vocabulary.</summary>
        /// <returns>The ids of special and user-defined tokens.</returns>
        [MethodImpl(FirstCall.Optimized)]
        private List<int> ReadTokens()
        {
            var added = new List<int>();
            for (int id = 0; id < spellings.Length; id++)
            {
                var type = (TokenType)types[id];
                string spelling = spellings[id];
                if (type < TokenType.Normal || type > TokenType.Byte) throw Wrong(TokenizerKeys.Types, "types from 1 to 6", $"{types[id]}");
                if (type == TokenType.Unused || spelling.Length == 0) continue;
                if (spelling.Length > MostCharacters)
                    throw Wrong(TokenizerKeys.Tokens, $"tokens of at most {MostCharacters} characters", $"token {id} of {spelling.Length}");
                if (!Vocabulary.TryAdd(spelling, id))
                    throw Wrong(
                        TokenizerKeys.Tokens, "each token once",
                        $"\"{GgufText.Shorten(spelling)}\" as {Vocabulary.Find(spelling)} and as {id}");
                if (type == TokenType.Control || type == TokenType.Unknown || type == TokenType.UserDefined) added.Add(id);
            }

            return added;
        }

        private AddedToken[] ReadAdded(GgufMetadata metadata, List<int> implied)
        {
            bool said = metadata.Contains(TokenizerKeys.AddedIds);
            int[] ids = said ? metadata.Required<int[]>(TokenizerKeys.AddedIds) : implied.ToArray();
            int[] flags = said ? metadata.Required<int[]>(TokenizerKeys.AddedFlags) : new int[ids.Length];
            if (flags.Length != ids.Length || !AreSame(ids, implied))
                throw Wrong(
                    TokenizerKeys.AddedIds, $"the ids of all tokens of the types 2, 3 and 4, with as many {TokenizerKeys.AddedFlags}",
                    $"{ids.Length} others with {flags.Length} flags");
            var tokens = new AddedToken[ids.Length];
            for (int i = 0; i < ids.Length; i++) tokens[i] = Added(ids[i], flags[i]);
            return tokens;
        }

        // In any order.
        private static bool AreSame(int[] ids, List<int> ascending)
        {
            var sorted = (int[])ids.Clone();
            Array.Sort(sorted);
            bool same = sorted.Length == ascending.Count;
            for (int i = 0; same && i < sorted.Length; i++) same = sorted[i] == ascending[i];
            return same;
        }

        private AddedToken Added(int id, int flags)
        {
            if (spellings[id].Length > MostAddedCharacters)
                throw Wrong(
                    TokenizerKeys.Tokens, $"special and user-defined tokens of at most {MostAddedCharacters} characters",
                    $"token {id} of {spellings[id].Length}");
            return AddedTokenFlags.Token(id, spellings[id], TypeOf(id) != TokenType.UserDefined, flags);
        }

        private InvalidDataException Wrong(string key, string expected, string found) =>
            new InvalidDataException($"{path}: expected {key} to hold {expected}, but found {found}. {Remedy}");
    }
}
