#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Prompting
{
    /// <summary>Finds spelled-out tokens in a text: from left to right, at each place the longest one.</summary>
    internal sealed class SpecialTokenSplitter
    {
        private readonly string[] _longestFirst;

        public SpecialTokenSplitter(IEnumerable<string> tokens)
        {
            _longestFirst = tokens.OrderByDescending(token => token.Length).ThenBy(token => token, StringComparer.Ordinal).ToArray();
        }

        /// <summary>The parts of the text in order, each either a token or the text between two of them; no part is empty.</summary>
        public IEnumerable<(string Part, bool IsToken)> Split(string text)
        {
            int textStart = 0;
            for (int i = 0; i < text.Length;)
            {
                string? token = TokenAt(text, i);
                if (token is null)
                {
                    i++;
                    continue;
                }

                if (i > textStart)
                    yield return (text.Substring(textStart, i - textStart), false);
                yield return (token, true);
                i += token.Length;
                textStart = i;
            }

            if (textStart < text.Length)
                yield return (text.Substring(textStart), false);
        }

        private string? TokenAt(string text, int index)
        {
            foreach (string token in _longestFirst)
                if (text[index] == token[0] && string.CompareOrdinal(text, index, token, 0, token.Length) == 0)
                    return token;
            return null;
        }
    }
}
