using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Player.Tests.Players
{
    /// <summary>How fast each build talks. Run with --configuration Release on an idle machine.</summary>
    public sealed class SpeedTests
    {
        private const int Rounds = 5;

        [Explicit("Measures; takes minutes.")]
        [Test]
        public void SpeedsOfAllPlayersSideBySide()
        {
            using var tavern = new FrozenTavern(prompts: 24, conversations: 1);
            PlayerKind[] players =
                { PlayerKind.JustInTime, PlayerKind.Native(), PlayerKind.Native("x86-64-v3"), PlayerKind.OnMono() };
            foreach (GgufType type in FrozenTavern.Types)
            {
                var best = players.ToDictionary(player => player, _ => 0.0);
                for (int round = 0; round < Rounds; round++)
                    foreach (PlayerKind player in players)
                        best[player] = Math.Max(
                            best[player], PlayedScript.By(player, tavern[type], tavern.Script, "48", "--speed").TokensPerSecond);
                foreach (KeyValuePair<PlayerKind, double> speed in best)
                    TestContext.Progress.WriteLine(FormattableString.Invariant(
                        $"{type} {speed.Key.Name}: {speed.Value:F0} tokens/s, {speed.Value / best[players[0]]:F2} of the JIT's"));
                Assert.That(best.Values, Has.All.Positive);
            }
        }
    }
}
