#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Prompting
{
    /// <summary>
    /// Keeps words from spelling a chat template's role markers where those are ordinary text: a space behind the marker's first
    /// character ("[ INST]", "&lt; |user|&gt;") makes other tokens of it, and leaves it readable. Other words stay as they are.
    /// </summary>
    internal sealed class RoleMarkerGuard
    {
        private readonly ITokenizer _tokenizer;
        private readonly string[] _markers;

        /// <param name="tokenizer">The actor's tokenizer.</param>
        /// <param name="markers">The template's role markers; those that are special tokens need no guard.</param>
        public RoleMarkerGuard(ITokenizer tokenizer, IEnumerable<string> markers)
        {
            _tokenizer = tokenizer;
            _markers = markers.Where(marker => !tokenizer.SpecialTokens.ContainsKey(marker)).ToArray();
        }

        /// <summary>Whether there are markers that are mere text.</summary>
        public bool IsNeeded => _markers.Length > 0;

        /// <summary>Whether a text that an actor reads, or has written, holds a marker.</summary>
        public bool IsSpelledIn(string read) => _markers.Any(marker => read.IndexOf(marker, StringComparison.Ordinal) >= 0);

        public string Defuse(string words)
        {
            if (!IsNeeded)
                return words;

            // What counts is the text that the actor reads: normalising and dropping bytes may bring a marker about.
            string read = _tokenizer.Decode(_tokenizer.Encode(words));
            if (!IsSpelledIn(read))
                return words;
            return _markers.Aggregate(read, (text, marker) => text.Replace(marker, marker.Insert(1, " ")));
        }
    }
}
