#nullable enable
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Repartee.Tavern.Tests
{
    public sealed class TavernRunTests
    {
        private TinyTavern tavern = null!;

        private string Run => tavern.InFolder("run");

        [SetUp]
        public void SetUp() => tavern = new TinyTavern();

        [TearDown]
        public void TearDown() => tavern.Dispose();

        [Test]
        public async Task ARunShowsEachUpdateBothRepliesAndItsSummary()
        {
            int exitCode = await tavern.TrainAsync("--updates", "2", "--run", Run, "--seed", "5");

            Assert.That((exitCode, tavern.Error), Is.EqualTo((0, "")));
            Assert.That(tavern.Output, Does.Contain("\nupdate 1/2  reward 0.").And.Contain("\nupdate 2/2  reward 0."));
            Assert.That(tavern.Output.Split('\n').Count(line => line.StartsWith("Before:")), Is.EqualTo(3));
            Assert.That(tavern.Output.Split('\n').Count(line => line.StartsWith("After:")), Is.EqualTo(3));
            var summary = Summary(Run);
            Assert.That(summary.GetProperty("updates").GetInt64(), Is.EqualTo(2));
            Assert.That(summary.GetProperty("seed").GetInt64(), Is.EqualTo(5));
            Assert.That(summary.GetProperty("heldOut").GetInt32(), Is.EqualTo(3));
            Assert.That(summary.GetProperty("device").GetString(), Is.EqualTo("cpu"));
            Assert.That(summary.GetProperty("generatedTokens").GetInt64(), Is.InRange(2 * 3 + (2 * 4), (2 * 3 * 8) + (2 * 4 * 8)));
            foreach (string share in new[] { "rewardBefore", "rewardAfter", "distinct2Before", "distinct2After" })
                Assert.That(summary.GetProperty(share).GetDouble(), Is.InRange(0.0, 1.0), share);
            foreach (string positive in new[] { "seconds", "peakMemoryMb" })
                Assert.That(summary.GetProperty(positive).GetDouble(), Is.Positive, positive);
            Assert.That(double.IsFinite(summary.GetProperty("klFinal").GetDouble()));
            Assert.That(summary.GetProperty("scale").GetString(), Does.Contain("0 (worst) to 1 (best)"));
        }

        [Test]
        public async Task AResumedRunEndsWhereAnUnbrokenOneDoes()
        {
            string unbroken = tavern.InFolder("unbroken");

            await tavern.TrainAsync("--updates", "3", "--run", unbroken);
            await tavern.TrainAsync("--updates", "1", "--run", Run);
            int exitCode = await tavern.TrainAsync("--updates", "3", "--run", Run, "--resume");

            Assert.That((exitCode, tavern.Error), Is.EqualTo((0, "")));
            foreach (string value in new[] { "updates", "rewardBefore", "rewardAfter", "klFinal" })
                Assert.That(Number(Run, value), Is.EqualTo(Number(unbroken, value)), value);
        }

        [Test]
        public async Task AStoppedRunLeavesACheckpointToGoOnFrom()
        {
            using var stop = new CancellationTokenSource();
            using var output = new StoppingWriter(stop, "update 1/");

            int exitCode = await tavern.TrainAsync(output, stop.Token, "--updates", "50", "--run", Run);

            Assert.That((exitCode, tavern.Error), Is.EqualTo((130, "")));
            Assert.That(tavern.Output, Does.EndWith($"Stopped after update 1 of 50\nGo on with: --resume --run {Run}\n"));
            Assert.That(Directory.Exists(Path.Combine(Run, "checkpoints", "step-000001")));
            Assert.That(await tavern.TrainAsync("--updates", "2", "--run", Run, "--resume"), Is.EqualTo(0));
        }

        [Test]
        public async Task FewerUpdatesThanTheRunHasDoneAreRefused()
        {
            await tavern.TrainAsync("--updates", "2", "--run", Run);

            Assert.That(await tavern.TrainAsync("--updates", "1", "--run", Run, "--resume"), Is.EqualTo(2));
            Assert.That(tavern.Error, Is.EqualTo(
                "--updates: expected the 2 updates that the run has done or more, but found 1. Raise --updates.\n"));
        }

        [Test]
        public async Task OtherDialoguesThanTheRunsAreRefused()
        {
            await tavern.TrainAsync("--updates", "1", "--run", Run);
            File.AppendAllText(tavern.DatasetFile, File.ReadLines(tavern.DatasetFile).Last() + "\n");

            Assert.That(await tavern.TrainAsync("--updates", "2", "--run", Run, "--resume"), Is.EqualTo(2));
            Assert.That(tavern.Error, Is.EqualTo(
                "--dataset: expected the dialogues that the run began with, but found others than in "
                + $"{Path.Combine(Run, "heldout-before.json")}. Name that dataset, or start a new run.\n"));
        }

        [Test]
        public async Task ValuesOutOfRangeGetOneLine()
        {
            string file = tavern.WriteFile("wrong.json", "{\"ppo\": {\"learningRate\": -1}}");

            int exitCode = await tavern.RunAsync("--config", file, "--actor", tavern.Actor(), "--dataset", tavern.DatasetFile);

            Assert.That((exitCode, tavern.Error), Is.EqualTo((2, "LearningRate: expected more than 0, but found -1.\n")));
        }

        private static JsonElement Summary(string run) =>
            JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "summary.json"))).RootElement;

        private static double Number(string run, string name) => Summary(run).GetProperty(name).GetDouble();

        /// <summary>Stops the run, as Ctrl-C would, when a line begins with a text.</summary>
        private sealed class StoppingWriter : StringWriter
        {
            private readonly CancellationTokenSource stop;
            private readonly string start;

            internal StoppingWriter(CancellationTokenSource stop, string start)
            {
                this.stop = stop;
                this.start = start;
            }

            public override void WriteLine(string? value)
            {
                base.WriteLine(value);
                if (value!.StartsWith(start))
                    stop.Cancel();
            }
        }
    }
}
