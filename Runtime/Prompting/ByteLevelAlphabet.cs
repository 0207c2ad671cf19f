#nullable enable
using System.Runtime.CompilerServices;
using System.Text;
using Repartee.Internal;

namespace Repartee.Prompting
{
    /// <summary>
    /// The 256 visible characters that byte-level BPE files write for the 256 bytes: a printable Latin-1 byte is written as itself, the
    /// others, in order, as the characters from U+0100 on (a space becomes U+0120, "Ġ").
    /// </summary>
    internal static class ByteLevelAlphabet
    {
        private const int NotInAlphabet = -1;
        private static readonly char[] CharOfByte = new char[256];
        private static readonly short[] ByteOfChar = new short[0x144];

        static ByteLevelAlphabet()
        {
            for (int i = 0; i < ByteOfChar.Length; i++)
                ByteOfChar[i] = NotInAlphabet;
            char next = '\u0100';
            for (int value = 0; value < 256; value++)
            {
                bool printable = (value > 32 && value < 127) || (value > 160 && value != 173);
                CharOfByte[value] = printable ? (char)value : next++;
                ByteOfChar[CharOfByte[value]] = (short)value;
            }
        }

        public static char ToChar(byte value) => CharOfByte[value];

        /// <summary>The spelling of a text: one character for each of its UTF-8 bytes.</summary>
        public static string Spell(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            return string.Create(bytes.Length, bytes, (characters, source) =>
            {
                for (int i = 0; i < source.Length; i++)
                    characters[i] = CharOfByte[source[i]];
            });
        }

        /// <summary>Writes the bytes behind a spelling, as many as its characters; false when one of them stands for no byte.</summary>
        [MethodImpl(FirstCall.Optimized)]
        public static bool TryGetBytes(string spelling, byte[] bytes, int start)
        {
            short[] byteOfChar = ByteOfChar;
            for (int i = 0; i < spelling.Length; i++)
            {
                int value = spelling[i] < byteOfChar.Length ? byteOfChar[spelling[i]] : NotInAlphabet;
                if (value == NotInAlphabet)
                    return false;
                bytes[start + i] = (byte)value;
            }

            return true;
        }
    }
}
