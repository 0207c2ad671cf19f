#nullable enable
using System.Globalization;

namespace Repartee.Player
{
    /// <summary>What the command line asks for.</summary>
    internal sealed class PlayerArguments
    {
        public const string Usage =
            "Expected: FILE.gguf SCRIPT TOKENS [--threads N] [--stepped] [--speed]. A line of SCRIPT is \"ids 5 6 7\" or " +
            "\"say PERSONA | LINE\".";

        private PlayerArguments(string file, string script, int tokens)
        {
            File = file;
            Script = script;
            Tokens = tokens;
        }

        public string File { get; }

        public string Script { get; }

        public int Tokens { get; }

        public int Threads { get; private set; } = 1;

        public bool IsStepped { get; private set; }

        public bool MeasuresSpeed { get; private set; }

        public static bool TryRead(string[] arguments, out PlayerArguments wanted)
        {
            bool isGood = TryNumber(arguments, 2, out int tokens);
            wanted = new PlayerArguments(isGood ? arguments[0] : "", isGood ? arguments[1] : "", tokens);
            for (int i = 3; isGood && i < arguments.Length; i++)
                isGood = wanted.TryOption(arguments, ref i);
            return isGood;
        }

        private static bool TryNumber(string[] arguments, int index, out int number)
        {
            number = 0;
            return index < arguments.Length
                && int.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
        }

        private bool TryOption(string[] arguments, ref int i)
        {
            switch (arguments[i])
            {
                case "--stepped":
                    return IsStepped = true;
                case "--speed":
                    return MeasuresSpeed = true;
                case "--threads":
                    bool isNumber = TryNumber(arguments, ++i, out int threads);
                    Threads = threads;
                    return isNumber;
                default:
                    return false;
            }
        }
    }
}
