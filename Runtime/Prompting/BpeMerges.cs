#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>Which pairs of tokens are merged, in which order, and what they make. Immutable.</summary>
    internal sealed class BpeMerges
    {
        private readonly PairNumbers _ranks;
        private readonly int[] _made;       // by rank

        /// <param name="tokens">The tokens.</param>
        /// <param name="merges">Pairs of them, parted by one space, the first merged first.</param>
        /// <exception cref="InvalidDataException">A merge is none, occurs twice, or uses or makes what is no ordinary token.</exception>
        [MethodImpl(FirstCall.Optimized)]
        public BpeMerges(TokenIds tokens, IReadOnlyList<string> merges)
        {
            _ranks = new PairNumbers(merges.Count);
            _made = new int[merges.Count];
            for (int rank = 0; rank < _made.Length; rank++)
            {
                string merge = merges[rank];
                int space = merge.IndexOf(' ');
                if (space <= 0 || space == merge.Length - 1 || merge.IndexOf(' ', space + 1) >= 0)
                    throw new InvalidDataException(
                        $"Expected a merge of two tokens parted by one space, but found \"{TokenizerJson.Quote(merge)}\".");
                int left = tokens.Find(merge, 0, space), right = tokens.Find(merge, space + 1, merge.Length - space - 1);
                int made = left < 0 || right < 0 ? TokenIds.None : tokens.FindJoint(left, right);
                if (made < 0 || tokens.IsSpecial(left) || tokens.IsSpecial(right) || tokens.IsSpecial(made))
                    throw Unusable(tokens, merge, space);
                if (!_ranks.TryAdd(left, right))
                    throw new InvalidDataException(
                        $"Expected each merge once, but found \"{TokenizerJson.Quote(merge)}\" twice. Remove one.");
                _made[rank] = made;
            }
        }

        /// <summary>How many there are.</summary>
        public int Count => _made.Length;

        /// <summary>The place of a pair in the order of merges, and the token it makes.</summary>
        public bool TryFind(int left, int right, out int rank, out int made)
        {
            rank = _ranks.Find(left, right);
            made = rank < 0 ? TokenIds.None : _made[rank];
            return rank >= 0;
        }

        /// <summary>The token that the merge of a rank makes.</summary>
        public int Made(int rank) => _made[rank];

        private static InvalidDataException Unusable(TokenIds tokens, string merge, int space)
        {
            string left = merge.Substring(0, space);
            string right = merge.Substring(space + 1);
            string token = left;
            if (tokens.FindOrdinary(token) >= 0)
                token = tokens.FindOrdinary(right) < 0 ? right : left + right;
            string shown = TokenizerJson.Quote(token);
            if (tokens.Find(token) < 0)
                return new InvalidDataException($"Expected the tokens of the merge \"{TokenizerJson.Quote(merge)}\" in the vocabulary, but "
                    + $"\"{shown}\" isn't there. The vocabulary and the merges are not of one tokenizer.");
            return new InvalidDataException("Expected special tokens out of reach of ordinary text, but merging "
                + $"{(token == left + right ? "makes" : "uses")} \"{shown}\". Give the special token a spelling such as \"<|{shown}|>\".");
        }
    }
}
