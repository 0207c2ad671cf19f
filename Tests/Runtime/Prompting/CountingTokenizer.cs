#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    /// <summary>Another tokenizer that counts what it is asked to encode.</summary>
    internal sealed class CountingTokenizer : ITokenizer
    {
        private readonly ITokenizer inner;

        public CountingTokenizer(ITokenizer inner) => this.inner = inner;

        public int VocabularySize => inner.VocabularySize;

        public IReadOnlyDictionary<string, int> SpecialTokens => inner.SpecialTokens;

        internal int Calls { get; private set; }

        public int[] Encode(string text)
        {
            Calls++;
            return inner.Encode(text);
        }

        public int[] EncodeWithSpecialTokens(string text)
        {
            Calls++;
            return inner.EncodeWithSpecialTokens(text);
        }

        public int[] Encode(IReadOnlyList<PromptPart> parts, TextPosition position)
        {
            Calls++;
            return inner.Encode(parts, position);
        }

        public string Decode(IEnumerable<int> ids) => inner.Decode(ids);

        public ReadOnlyMemory<byte> GetBytes(int id) => inner.GetBytes(id);

        public void Save(string tokenizerJsonPath) => inner.Save(tokenizerJsonPath);
    }
}
