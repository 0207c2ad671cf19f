#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Repartee.Player
{
    /// <summary>Something to continue: token ids, or a persona and what the player says to it.</summary>
    internal sealed class ScriptLine
    {
        private const string IdsWord = "ids ";
        private const string SayWord = "say ";
        private const string Divider = " | ";

        private ScriptLine(IReadOnlyList<int> ids, string persona, string line)
        {
            Ids = ids;
            Persona = persona;
            Line = line;
        }

        /// <summary>Token ids; empty where somebody says something.</summary>
        public IReadOnlyList<int> Ids { get; }

        public string Persona { get; }

        public string Line { get; }

        public static IEnumerable<ScriptLine> Read(string path) => File.ReadAllLines(path).Where(line => line.Length > 0).Select(Parse);

        private static ScriptLine Parse(string line)
        {
            int divider = line.IndexOf(Divider, StringComparison.Ordinal);
            if (line.StartsWith(IdsWord, StringComparison.Ordinal))
                return new ScriptLine(line.Substring(IdsWord.Length).Split(' ').Select(Id).ToArray(), "", "");
            if (line.StartsWith(SayWord, StringComparison.Ordinal) && divider > 0)
                return new ScriptLine(
                    Array.Empty<int>(), line.Substring(SayWord.Length, divider - SayWord.Length), line.Substring(divider + Divider.Length));
            throw new InvalidDataException($"Expected \"ids 5 6 7\" or \"say PERSONA | LINE\", but found \"{line}\". Correct the script.");
        }

        private static int Id(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
