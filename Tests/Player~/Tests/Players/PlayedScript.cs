using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NUnit.Framework;

namespace Repartee.Player.Tests.Players
{
    /// <summary>What a player printed.</summary>
    internal sealed class PlayedScript
    {
        private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

        private PlayedScript(IReadOnlyList<string> lines) => Lines = lines;

        /// <summary>Which runtime played.</summary>
        public string Runtime => After("runtime ").Single();

        /// <summary>Token ids and texts, in the script's order.</summary>
        public IEnumerable<string> Replies => Lines.Where(line => line.StartsWith("ids ") || line.StartsWith("text "));

        public double[] LogProbs => After("logprobs ").SelectMany(line => line.Split(' ')).Select(Number).ToArray();

        public double TokensPerSecond => Number(After("speed ").Single().Split(' ')[0]);

        private IReadOnlyList<string> Lines { get; }

        public static PlayedScript By(PlayerKind player, params string[] arguments)
        {
            ConsoleRun run = ConsoleRun.Of(player.Program, player.First.Concat(arguments), Most);
            Assert.That(run.ExitCode, Is.Zero, $"{player.Name}: {run.Output}");
            return new PlayedScript(run.Output.Split('\n').Select(line => line.TrimEnd('\r')).ToArray());
        }

        private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

        private IEnumerable<string> After(string word) =>
            Lines.Where(line => line.StartsWith(word, StringComparison.Ordinal)).Select(line => line.Substring(word.Length));
    }
}
