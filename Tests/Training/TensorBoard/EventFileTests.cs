#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.TensorBoard;
using Repartee.Training.Tests.Trainer;

namespace Repartee.Training.Tests.TensorBoard
{
    /// <summary>What TensorBoard gets to read.</summary>
    public sealed class EventFileTests : TrainerTests
    {
        private static readonly Dictionary<string, string> MlAgents = new Dictionary<string, string>
        {
            ["objective/scores"] = "Environment/Cumulative Reward",
            ["rollout/response_length_mean"] = "Environment/Episode Length",
            ["policy/entropy_avg"] = "Policy/Entropy",
            ["objective/kl"] = "Policy/KL",
            ["policy/clipfrac_avg"] = "Policy/Clip Fraction",
            ["lr"] = "Policy/Learning Rate",
            ["loss/policy_avg"] = "Losses/Policy Loss",
            ["loss/value_avg"] = "Losses/Value Loss",
            ["reward/length"] = "Reward/length",
            ["reward/vowels"] = "Reward/vowels",
        };

        [TestCase("", 0u)]
        [TestCase("a", 0xC1D04330u)]
        [TestCase("123456789", 0xE3069283u)]
        public void ChecksumsAreThoseThatArePublished(string text, uint expected)
        {
            byte[] data = Encoding.ASCII.GetBytes(text);
            Assert.That(Crc32C.Of(data, data.Length), Is.EqualTo(expected));
            Assert.That(EventReader.Crc(data), Is.EqualTo(expected));
        }

        [Test]
        public async Task EveryNumberOfTheMetricsIsAnEventOfItsUpdate()
        {
            var begun = DateTimeOffset.UtcNow;
            await PlayAsync(Options("run"), 3);

            string file = Files().Single();
            Assert.That(Path.GetFileName(file), Does.Match(@"^events\.out\.tfevents\.\d{10}\.[\w-]+\.\d+\.0$"));
            var events = EventReader.Read(file);
            Assert.That(events[0].FileVersion, Is.EqualTo("brain.Event:2"));
            Assert.That(events.Select(e => e.SessionStatus), Has.All.Null);
            double[] times = events.Select(e => e.WallTime).ToArray();
            Assert.That(times, Is.Ordered);
            Assert.That(times[0], Is.InRange(
                begun.ToUnixTimeMilliseconds() / 1e3 - 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1e3 + 1));
            var lines = Metrics();
            Assert.That(events.Skip(1).Select(e => e.Step), Is.EqualTo(new long[] { 1, 2, 3 }));
            for (int i = 0; i < lines.Count; i++)
            {
                var expected = lines[i].Where(v => v.Key != "update" && v.Key != "seconds")
                    .ToDictionary(v => MlAgents.TryGetValue(v.Key, out string? known) ? known : v.Key, v => (float)v.Value);
                var found = new Dictionary<string, float>(events[i + 1].Values);
                Assert.That(found.Remove("seconds", out float seconds), Is.True);
                Assert.That(seconds, Is.EqualTo(lines[i]["seconds"]).Within(1e-3));           // rounded to milliseconds there
                Assert.That(found, Is.EquivalentTo(expected));
                Assert.That(found.Keys, Is.SupersetOf(MlAgents.Values));
            }
        }

        [Test]
        public async Task AResumedRunBeginsAFileThatSupersedesLaterSteps()
        {
            var options = Options("run") with { CheckpointEvery = 2 };
            await PlayAsync(options, 3);
            Directory.Delete(Path.Combine(Named("run"), "checkpoints", "step-000003"), true);          // as if it had been killed
            await PlayAsync(options with { Resume = true }, 4);

            var files = Files();
            Assert.That(files, Has.Count.EqualTo(2));
            var second = EventReader.Read(files.Single(f => EventReader.Read(f).Any(e => e.Step == 4)));
            Assert.That(second[0].FileVersion, Is.EqualTo("brain.Event:2"));
            Assert.That((second[1].SessionStatus, second[1].Step), Is.EqualTo(((int?)1, 3L)));
            Assert.That(second.Skip(2).Select(e => e.Step), Is.EqualTo(new long[] { 3, 4 }));
            Assert.That(second[2].Values["Policy/KL"], Is.EqualTo((float)Metrics()[2]["objective/kl"]));
        }

        [Test]
        public void AnUpdateIsOnTheDiskAtOnceAndNumbersThatAreNoneStayWhatTheyAre()
        {
            Directory.CreateDirectory(Named("run"));
            var log = new EventFile(Named("run"), TimeProvider.System, null);
            Assert.That(Files(), Is.Empty);
            var values = new Dictionary<string, double> { ["a"] = double.NaN, ["b"] = double.NegativeInfinity, ["\u00e9"] = 1e-300 };
            for (int update = 1; update <= 3; update++)
            {
                log.Append(new TrainingProgress(update, 10, 1L << 40, 0.5, values));
                var read = EventReader.Read(Files().Single());
                Assert.That(read.Last().Step, Is.EqualTo(update));
                Assert.That(read, Has.Count.EqualTo(1 + update));
                Assert.That(read.Last().Values["a"], Is.NaN);
                Assert.That(read.Last().Values["b"], Is.EqualTo(float.NegativeInfinity));
                Assert.That(read.Last().Values["\u00e9"], Is.EqualTo(0f));
                Assert.That(read.Last().Values["tokens"], Is.EqualTo((float)(1L << 40)));
            }
        }

        private List<string> Files() => Directory.GetFiles(Named("run"), "events.out.tfevents.*").OrderBy(f => f).ToList();

        private List<Dictionary<string, double>> Metrics() => File.ReadLines(Path.Combine(Named("run"), "metrics.jsonl")).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetDouble());
        }).ToList();
    }
}
