#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>
    /// Cuts texts at added tokens, as Hugging Face tokenizers do: first at those that are found in the text as it stands, then, in what
    /// was normalised between them, at those that are found there. From left to right, at each place the longest. Special tokens are
    /// always looked for in the text as it stands, and only in trusted parts of it.
    /// </summary>
    internal sealed class AddedTokenSplitter
    {
        private readonly Func<string, TextPosition, string> _normalize;
        private readonly AddedTokenTrie _raw = new AddedTokenTrie();
        private readonly AddedTokenTrie _normalized = new AddedTokenTrie();

        /// <param name="tokens">The added tokens.</param>
        /// <param name="normalize">Normalises a text that stands at a position.</param>
        public AddedTokenSplitter(IReadOnlyList<AddedToken> tokens, Func<string, TextPosition, string> normalize)
        {
            _normalize = normalize;
            foreach (AddedToken token in tokens)
            {
                if (token.IsSpecial || !token.IsNormalized)
                    _raw.Add(token.Content, token);
                else
                    _normalized.Add(normalize(token.Content, TextPosition.Start), token);
            }
        }

        /// <summary>Cuts a text that is given in parts. No text between two tokens is empty.</summary>
        public IEnumerable<TextSegment> Split(IReadOnlyList<PromptPart> parts, TextPosition position)
        {
            string whole = WellFormedText.Repair(parts.Count == 1 ? parts[0].Text : string.Concat(parts.Select(part => part.Text)));
            foreach ((int start, int end, AddedToken? token) in Cut(whole, _raw, (from, to) => IsTrusted(parts, from, to)))
            {
                if (token != null)
                {
                    yield return new TextSegment(token, "", position);
                    continue;
                }

                TextPosition before = start == 0 ? position : TextPosition.AfterSpecialToken;
                string text = _normalize(whole.Substring(start, end - start), before);
                foreach ((int from, int to, AddedToken? inside) in Cut(text, _normalized, (_, __) => true))
                {
                    yield return inside is null
                        ? new TextSegment(null, text.Substring(from, to - from), from == 0 ? before : TextPosition.AfterSpecialToken)
                        : new TextSegment(inside, "", before);
                }
            }
        }

        private static bool IsTrusted(IReadOnlyList<PromptPart> parts, int start, int end)
        {
            int partStart = 0;
            foreach (PromptPart part in parts)
            {
                int partEnd = partStart + part.Text.Length;
                if (part.IsTrusted && partStart <= start && end <= partEnd)
                    return true;
                partStart = partEnd;
            }

            return false;
        }

        private static IEnumerable<(int Start, int End, AddedToken? Token)> Cut(
            string text, AddedTokenTrie tokens, Func<int, int, bool> mayBeSpecial)
        {
            int textStart = 0;
            for (int i = 0; i < text.Length;)
            {
                AddedToken? token = tokens.LongestAt(text, i, out int length);
                if (token is null)
                {
                    i++;
                    continue;
                }

                int start = i;
                int end = i += length;
                if ((token.IsSpecial && !mayBeSpecial(start, end)) || (token.IsSingleWord && !StandsAlone(text, start, end)))
                    continue;
                while (token.StripsLeft && start > textStart && char.IsWhiteSpace(text[start - 1]))
                    start--;
                while (token.StripsRight && end < text.Length && char.IsWhiteSpace(text[end]))
                    end++;
                if (textStart < start)
                    yield return (textStart, start, null);
                yield return (start, end, token);
                textStart = i = end;
            }

            if (textStart < text.Length)
                yield return (textStart, text.Length, null);
        }

        private static bool StandsAlone(string text, int start, int end) =>
            (start == 0 || !CharacterClass.IsWord(text, CharacterClass.Previous(text, start)))
            && (end == text.Length || !CharacterClass.IsWord(text, end));
    }
}
