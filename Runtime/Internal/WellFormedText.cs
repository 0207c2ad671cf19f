#nullable enable
using System.Text;

namespace Repartee.Internal
{
    /// <summary>Text without halves of surrogate pairs, which neither UTF-8 nor Unicode normalisation can express.</summary>
    internal static class WellFormedText
    {
        /// <summary>Composed text (NFC); each half of a surrogate pair that stands alone, and U+FFFE, which .NET's normalisation refuses, is
        /// replaced by U+FFFD.</summary>
        public static string Compose(string text) => Repair(text).Replace('\uFFFE', '\uFFFD').Normalize(NormalizationForm.FormC);

        /// <summary>The text itself, or a copy with each half of a surrogate pair that stands alone replaced by U+FFFD.</summary>
        public static string Repair(string text)
        {
            StringBuilder? repaired = null;
            for (int i = 0; i < text.Length; i++)
            {
                if (!char.IsSurrogate(text[i]))
                    continue;
                if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                    i++;
                else
                    (repaired ??= new StringBuilder(text))[i] = '\uFFFD';
            }

            return repaired is null ? text : repaired.ToString();
        }
    }
}
