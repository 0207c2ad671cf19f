#nullable enable
using System.Collections.Generic;

namespace Repartee.Prompting
{
    /// <summary>Finds the longest added token that begins at a place in a text, in time of its length and not of their number.</summary>
    internal sealed class AddedTokenTrie
    {
        private const int Root = 0;
        private readonly PairNumbers _steps = new PairNumbers(0);       // of node and character; the step of number n leads to node n + 1
        private readonly List<AddedToken?> _tokens = new List<AddedToken?> { null };

        /// <summary>Adds a token as it is spelled in the texts to search. The first of two equal spellings wins.</summary>
        public void Add(string spelling, AddedToken token)
        {
            int node = Root;
            foreach (char character in spelling)
            {
                if (_steps.TryAdd(node, character))
                    _tokens.Add(null);
                node = _steps.Find(node, character) + 1;
            }

            if (node != Root)
                _tokens[node] ??= token;
        }

        /// <summary>The longest token at a place that ends before another, and the length of its spelling, or null.</summary>
        public AddedToken? LongestAt(string text, int start, int end, out int length)
        {
            AddedToken? longest = null;
            length = 0;
            int node = Root;
            for (int i = start; i < end; i++)
            {
                node = _steps.Find(node, text[i]) + 1;
                if (node == Root)
                    break;
                if (_tokens[node] is null)
                    continue;
                longest = _tokens[node];
                length = i + 1 - start;
            }

            return longest;
        }
    }
}
