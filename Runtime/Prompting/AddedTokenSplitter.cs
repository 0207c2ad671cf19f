#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>
    /// Cuts texts at added tokens, as Hugging Face tokenizers do: first at those that are found in the text as it stands, then, in what
    /// was normalised between them, at those that are found there. From left to right, at each place the longest. Special tokens come
    /// before all, and are only looked for inside of trusted parts: whatever the words around them say, they are found.
    /// </summary>
    internal sealed class AddedTokenSplitter
    {
        private readonly Func<string, TextPosition, string> _normalize;
        private readonly AddedTokenTrie _special = new AddedTokenTrie();
        private readonly AddedTokenTrie _raw = new AddedTokenTrie();
        private readonly AddedTokenTrie _normalized = new AddedTokenTrie();

        /// <param name="tokens">The added tokens.</param>
        /// <param name="normalize">Normalises a text that stands at a position.</param>
        public AddedTokenSplitter(IReadOnlyList<AddedToken> tokens, Func<string, TextPosition, string> normalize)
        {
            _normalize = normalize;
            foreach (AddedToken token in tokens)
            {
                if (token.IsSpecial)
                    _special.Add(token.Content, token);
                else if (!token.IsNormalized)
                    _raw.Add(token.Content, token);
                else
                    _normalized.Add(normalize(token.Content, TextPosition.Start), token);
            }
        }

        /// <summary>Cuts a text that is given in parts. No text between two tokens is empty.</summary>
        public IEnumerable<TextSegment> Split(IReadOnlyList<PromptPart> parts, TextPosition position)
        {
            string whole = WellFormedText.Repair(parts.Count == 1 ? parts[0].Text : string.Concat(parts.Select(part => part.Text)));
            foreach ((int start, int end, AddedToken? token) in Cut(whole, parts))
            {
                if (token != null)
                {
                    yield return new TextSegment(token, "", position);
                    continue;
                }

                TextPosition before = start == 0 ? position : TextPosition.AfterSpecialToken;
                string text = _normalize(whole.Substring(start, end - start), before);
                foreach ((int from, int to, AddedToken? inside) in Cut(text, 0, text.Length, 0, _normalized))
                {
                    yield return inside is null
                        ? new TextSegment(null, text.Substring(from, to - from), from == 0 ? before : TextPosition.AfterSpecialToken)
                        : new TextSegment(inside, "", before);
                }
            }
        }

        // At special tokens in trusted parts, and between them at those that are found in the text as it stands.
        private IEnumerable<(int Start, int End, AddedToken? Token)> Cut(string whole, IReadOnlyList<PromptPart> parts)
        {
            int textStart = 0, partStart = 0;
            foreach (PromptPart part in parts)
            {
                int partEnd = partStart + part.Text.Length;
                if (part.IsTrusted && textStart < partEnd)
                {
                    foreach ((int start, int end, AddedToken? token) in
                        Cut(whole, Math.Max(partStart, textStart), partEnd, textStart, _special).Where(piece => piece.Token != null))
                    {
                        foreach (var piece in Cut(whole, textStart, start, textStart, _raw))
                            yield return piece;
                        yield return (start, end, token);
                        textStart = end;
                    }
                }

                partStart = partEnd;
            }

            foreach (var piece in Cut(whole, textStart, whole.Length, textStart, _raw))
                yield return piece;
        }

        // Tokens lie between start and end; white space that they take along may reach from the floor to the end of the text.
        private static IEnumerable<(int Start, int End, AddedToken? Token)> Cut(
            string text, int start, int end, int floor, AddedTokenTrie tokens)
        {
            int textStart = start;
            for (int i = start; i < end;)
            {
                AddedToken? token = tokens.LongestAt(text, i, end, out int length);
                if (token is null)
                {
                    i++;
                    continue;
                }

                int first = i;
                int next = i += length;
                if (token.IsSingleWord && !StandsAlone(text, first, next, start, end))
                    continue;
                while (token.StripsLeft && first > floor && char.IsWhiteSpace(text[first - 1]))
                    first--;
                int ceiling = token.IsSpecial ? text.Length : end;
                while (token.StripsRight && next < ceiling && char.IsWhiteSpace(text[next]))
                    next++;
                if (textStart < first)
                    yield return (textStart, first, null);
                yield return (first, next, token);
                textStart = floor = i = next;
            }

            if (textStart < end)
                yield return (textStart, end, null);
        }

        private static bool StandsAlone(string text, int first, int next, int start, int end) =>
            (first == start || !CharacterClass.IsWord(text, CharacterClass.Previous(text, first)))
            && (next == end || !CharacterClass.IsWord(text, next));
    }
}
