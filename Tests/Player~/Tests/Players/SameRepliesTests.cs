using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Player.Tests.Players
{
    /// <summary>A build that was compiled ahead of time, or that Mono runs, says what .NET's own says.</summary>
    public sealed class SameRepliesTests
    {
        private const string Tokens = "24";
        private readonly Dictionary<GgufType, PlayedScript> _expected = new Dictionary<GgufType, PlayedScript>();
        private FrozenTavern _tavern = null!;

        [OneTimeSetUp]
        public void Freeze()
        {
            _tavern = new FrozenTavern(prompts: 8, conversations: 4);
            foreach (GgufType type in FrozenTavern.Types)
                _expected[type] = Play(PlayerKind.JustInTime, type);
        }

        [OneTimeTearDown]
        public void Dispose() => _tavern.Dispose();

        [TestCaseSource(typeof(FrozenTavern), nameof(FrozenTavern.Types))]
        public void TheReferenceIsCompiledWhileItRunsAndTalks(GgufType type)
        {
            PlayedScript expected = _expected[type];
            Assert.That(expected.Runtime, Does.StartWith(".NET ").And.Contain("compiled while it runs"));
            Assert.That(expected.Replies.Count(line => line.StartsWith("ids ")), Is.EqualTo(8));
            Assert.That(expected.Replies.Count(line => line.StartsWith("text ") && line.Length > 15), Is.EqualTo(4));
            Assert.That(expected.Replies.Distinct().Count(), Is.GreaterThan(8));
            Assert.That(expected.LogProbs, Has.Length.GreaterThan(80).And.All.LessThanOrEqualTo(0));
        }

        [Test]
        public void NativePlayersOfTheDefaultInstructionSetSayTheSame() =>
            RequireSame(PlayerKind.Native(), "compiled ahead of time, 4 floats a vector");

        [Test]
        public void NativePlayersOfTheThirdLevelSayTheSame() =>
            RequireSame(PlayerKind.Native("x86-64-v3"), "compiled ahead of time, 8 floats a vector");

        [Test]
        public void MonoSaysTheSame() => RequireSame(PlayerKind.OnMono(), "Mono ");

        [Test]
        public void MonoSaysTheSameWithTwoThreadsAndWithNoneOfTheActorsOwn()
        {
            PlayerKind mono = PlayerKind.OnMono();
            foreach (string[] options in new[] { new[] { "--threads", "2" }, new[] { "--stepped" } })
                RequireSame(GgufType.Q8_0, Play(mono, GgufType.Q8_0, options), string.Join(' ', options));
        }

        [Test]
        public void AWarningOfTheCompilerIsSeen()
        {
            string[] lines =
            {
                "/x/A.cs(3,9): warning IL3050: A.B: using member C which has RequiresDynamicCodeAttribute [/x/A.csproj]",
                "ILC : Trim analysis error IL2026: A.B: using member C which has RequiresUnreferencedCodeAttribute [/x/A.csproj]",
                "  Repartee.Player -> /x/IL2026/Repartee.Player.dll",
            };
            Assert.That(NativeBuild.Warnings(string.Join('\n', lines)), Is.EqualTo(lines.Take(2)));
        }

        private void RequireSame(PlayerKind player, string runtime) => Assert.Multiple(() =>
        {
            foreach (GgufType type in FrozenTavern.Types)
            {
                PlayedScript played = Play(player, type);
                Assert.That(played.Runtime, Does.Contain(runtime));
                RequireSame(type, played, player.Name);
            }
        });

        private void RequireSame(GgufType type, PlayedScript played, string name)
        {
            PlayedScript expected = _expected[type];
            Assert.That(played.Replies, Is.EqualTo(expected.Replies), $"{name}, {type}");
            // Other widths of vectors add in another order; Q8_0 also rounds the activations it multiplies.
            double tolerance = type == GgufType.Q8_0 ? 5e-3 : 1e-4;
            double most = played.LogProbs.Zip(expected.LogProbs, (a, b) => Math.Abs(a - b)).Max();
            TestContext.Out.WriteLine(FormattableString.Invariant(
                $"{name}, {type}: {expected.LogProbs.Length} log-probs differ by at most {most:E1}"));
            Assert.That(most, Is.LessThan(tolerance), $"{name}, {type}: log-probs");
        }

        private PlayedScript Play(PlayerKind player, GgufType type, params string[] options) =>
            PlayedScript.By(player, options.Prepend(Tokens).Prepend(_tavern.Script).Prepend(_tavern[type]).ToArray());
    }
}
