#nullable enable
using System;
using Microsoft.ML.Tokenizers;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>Composes characters (Unicode NFC) before they are split.</summary>
    internal sealed class NfcNormalizer : Normalizer
    {
        public override string Normalize(string original) => WellFormedText.Compose(original);

        public override string Normalize(ReadOnlySpan<char> original) => WellFormedText.Compose(original.ToString());
    }
}
