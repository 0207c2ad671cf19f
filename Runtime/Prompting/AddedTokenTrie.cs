#nullable enable
using System.Collections.Generic;

namespace Repartee.Prompting
{
    /// <summary>Finds the longest added token that begins at a place in a text, in time of its length and not of their number.</summary>
    internal sealed class AddedTokenTrie
    {
        private const int Root = 0;
        private readonly Dictionary<(int Node, char Character), int> _next = new Dictionary<(int Node, char Character), int>();
        private readonly List<AddedToken?> _tokens = new List<AddedToken?> { null };

        /// <param name="tokens">Each token and how it is spelled in the texts to search. The first of two equal spellings wins.</param>
        public AddedTokenTrie(IEnumerable<(string Spelling, AddedToken Token)> tokens)
        {
            foreach ((string spelling, AddedToken token) in tokens)
            {
                int node = Root;
                foreach (char character in spelling)
                {
                    if (!_next.TryGetValue((node, character), out int next))
                    {
                        next = _tokens.Count;
                        _tokens.Add(null);
                        _next.Add((node, character), next);
                    }

                    node = next;
                }

                if (node != Root)
                    _tokens[node] ??= token;
            }
        }

        /// <summary>The longest token at a place and the length of its spelling, or null.</summary>
        public AddedToken? LongestAt(string text, int start, out int length)
        {
            AddedToken? longest = null;
            length = 0;
            int node = Root;
            for (int i = start; i < text.Length && _next.TryGetValue((node, text[i]), out node); i++)
            {
                if (_tokens[node] is null)
                    continue;
                longest = _tokens[node];
                length = i + 1 - start;
            }

            return longest;
        }
    }
}
