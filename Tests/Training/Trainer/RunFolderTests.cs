#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>What a session writes, and which folders it refuses.</summary>
    public sealed class RunFolderTests : TrainerTests
    {
        [Test]
        public async Task EachUpdateIsALineOfMetrics()
        {
            await PlayAsync(Options("run"), 3);
            var lines = Lines("metrics.jsonl");
            Assert.That(lines.Select(l => l.GetProperty("update").GetInt64()), Is.EqualTo(new[] { 1, 2, 3 }));
            Assert.That(lines.Select(l => l.GetProperty("episodes").GetInt64()), Is.EqualTo(new[] { 4, 8, 12 }));
            foreach (string name in new[] { "tokens", "seconds", "objective/scores", "objective/kl", "reward/length", "lr" })
                Assert.That(lines.Select(l => l.GetProperty(name).ValueKind), Has.All.EqualTo(JsonValueKind.Number), name);
        }

        [Test]
        public async Task SampledRepliesAreWrittenWithEachTermAndWhyOneFailed()
        {
            var rewards = Options().Rewards!.Add(new DelegateReward("broken", _ => throw new FormatException("no verb")), 1);
            await PlayAsync(Options("run") with { Rewards = rewards, ReplySamples = 3 }, 2);
            var lines = Lines("replies.jsonl");
            Assert.That(lines.Select(l => l.GetProperty("update").GetInt64()), Is.EqualTo(new[] { 1, 1, 1, 2, 2, 2 }));
            foreach (var line in lines)
            {
                var terms = line.GetProperty("terms").EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetDouble());
                Assert.That(terms.Keys, Is.EqualTo(new[] { "length", "vowels", "broken" }));
                Assert.That(line.GetProperty("total").GetDouble(), Is.EqualTo((2 * terms["length"] + terms["vowels"]) / 4).Within(1e-4));
                Assert.That(line.GetProperty("errors").GetProperty("broken").GetString(), Does.Contain("no verb"));
                Assert.That(line.GetProperty("persona").GetString(), Is.EqualTo("You keep the tavern."));
                Assert.That(Rows.Select(r => r.LastUserMessage!.Content), Has.Member(line.GetProperty("player").GetString()));
                Assert.That(line.GetProperty("policyVersion").GetInt64(), Is.EqualTo(line.GetProperty("update").GetInt64() - 1));
            }
        }

        [Test]
        public async Task ATemplateOfTheOptionsReplacesTheFoldersAndTheCheckpointKeepsIt()
        {
            string bare = Named("bare");
            TalkingActor.Write(bare);
            File.WriteAllText(Path.Combine(bare, "tokenizer_config.json"), "{\"chat_template\":\"unheard of\",\"eos_token\":\"<|end|>\"}");
            Assert.That(
                () => ActorFolder.Open(bare), Throws.TypeOf<InvalidDataException>().With.Message.Contains("repartee, chatml, llama3, mistral, zephyr"));
            await PlayAsync(Options("run") with { ActorFolder = bare, ChatTemplate = "repartee" }, 1);
            Assert.That(ActorFolder.Open(Checkpoint(1)).Encoder.Template.Name, Is.EqualTo("repartee"));
        }

        [Test]
        public async Task ACheckpointIsAnActorAndItsManifestKnowsEachFile()
        {
            await PlayAsync(Options("run"), 2);
            string checkpoint = Checkpoint(2);
            var manifest = JsonSerializer.Deserialize<Dictionary<string, string>>(
                File.ReadAllText(Path.Combine(checkpoint, "manifest.json")))!;
            var files = Directory.GetFiles(checkpoint).Select(f => Path.GetFileName(f)!).Where(f => f != "manifest.json").ToList();
            Assert.That(manifest.Keys, Is.EquivalentTo(files));
            Assert.That(
                files,
                Is.EquivalentTo(new[]
                {
                    "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "learner.safetensors", "state.msgpack",
                }));
            foreach (string file in files)
            {
                byte[] hash = SHA256.HashData(File.ReadAllBytes(Path.Combine(checkpoint, file)));
                Assert.That(manifest[file], Is.EqualTo(Convert.ToHexString(hash).ToLowerInvariant()));
            }

            Assert.That(ActorFolder.Open(checkpoint).Encoder.Template.Name, Is.EqualTo("repartee"));
            await using var session = await TrainingSession.StartAsync(Options() with { ActorFolder = checkpoint });
            Assert.That((await session.BeginConversation(Rows[0]).ReplyAsync()).TokenCount, Is.GreaterThan(0));
        }

        [Test]
        public async Task OnlyTheNewestCheckpointsAreKept()
        {
            string mine = Path.Combine(Named("run"), "checkpoints", "step-000001-mine");
            var options = Options("run") with { CheckpointEvery = 1, KeepCheckpoints = 2 };
            await PlayAsync(options, 2);
            Directory.CreateDirectory(mine);
            Directory.CreateDirectory(Checkpoint(3) + ".tmp");                   // left by a crash
            await PlayAsync(options with { Resume = true }, 5);
            var names = Directory.EnumerateDirectories(Path.Combine(Named("run"), "checkpoints")).Select(Path.GetFileName);
            Assert.That(names, Is.EquivalentTo(new[] { "step-000004", "step-000005", "step-000001-mine" }));
            await PlayAsync(options with { Resume = true, KeepEvery = 4, KeepCheckpoints = 1 }, 7);
            Assert.That(names, Is.EquivalentTo(new[] { "step-000004", "step-000007", "step-000001-mine" }));
        }

        [Test]
        public async Task ASummaryReplacesTheOneBefore()
        {
            await using var session = await TrainingSession.StartAsync(Options("run"));
            session.WriteSummary(new Dictionary<string, object> { ["before"] = 0.25 });
            session.WriteSummary(new Dictionary<string, object> { ["after"] = double.NaN });
            using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(session.RunPath!, "summary.json")));
            Assert.That(summary.RootElement.EnumerateObject().Single().ToString(), Is.EqualTo("\"after\": \"NaN\""));
            Assert.That(session.RunPath, Is.EqualTo(Named("run")));
        }

        [Test]
        public void AFolderThatHoldsAnythingIsRefused()
        {
            Directory.CreateDirectory(Named("run"));
            File.WriteAllText(Path.Combine(Named("run"), "notes.txt"), "mine");
            Assert.That(
                async () => await TrainingSession.StartAsync(Options("run")),
                Throws.InstanceOf<IOException>().With.Message.EqualTo(
                    $"Expected a new or empty run folder, but {Named("run")} already holds files. " +
                    "Resume that run, or name another folder."));
            Assert.That(Directory.GetFileSystemEntries(Named("run")), Has.Length.EqualTo(1));
        }

        [Test]
        public void AResumeNeedsARun()
        {
            Assert.That(
                () => TrainingSession.StartAsync(Options() with { Resume = true }),
                Throws.ArgumentException.With.Message.StartsWith("Resume: "));
            Assert.That(
                async () => await TrainingSession.StartAsync(Options("run") with { Resume = true }),
                Throws.TypeOf<FileNotFoundException>().With.Message.Contains("holds no config.json. Start it without resuming"));
            Directory.CreateDirectory(Named("run"));
            File.WriteAllText(Path.Combine(Named("run"), "config.json"), "{ \"runId\": 5 }");
            Assert.That(
                async () => await TrainingSession.StartAsync(Options("run") with { Resume = true }),
                Throws.TypeOf<InvalidDataException>().With.Message.EndsWith(
                    "expected a run's configuration with a \"runId\", but found none. Is this a run folder?"));
        }

        [Test]
        public async Task ARunWithoutACheckpointCannotBeResumed()
        {
            await PlayAsync(Options("run"), 1);
            Directory.Delete(Path.Combine(Named("run"), "checkpoints"), true);
            Assert.That(
                async () => await TrainingSession.StartAsync(Options("run") with { Resume = true }),
                Throws.TypeOf<FileNotFoundException>().With.Message.Contains("holds none: the run ended before its first. Start a new"));
        }

        [Test]
        public async Task ARunFromBeforeTheRepetitionPenaltyCanBeResumed()
        {
            await PlayAsync(Options("run"), 1);
            string file = Path.Combine(Named("run"), "config.json");
            string config = File.ReadAllText(file);
            string older = config.Replace("\"maxTokens\": 12", "\"maxTokens\": 12, \"truncates\": false");
            Assert.That(older, Is.Not.EqualTo(config));
            Assert.That(config, Does.Not.Contain("repetitionPenalty"));
            File.WriteAllText(file, older);
            await PlayAsync(Options("run") with { Resume = true }, 2);
        }

        [Test]
        public async Task ChangedSettingsAreRefusedByName()
        {
            var options = Options("run");
            await PlayAsync(options, 1);
            options = options with { Resume = true };
            Assert.That(
                await Refusal(options with { Seed = 8 }),
                Does.Contain("but seed is 7 there and 8 now. Resume with the old settings"));
            Assert.That(
                await Refusal(options with { Ppo = SmallPpo with { LearningRate = 0.5, Gamma = 0.9 } }),
                Does.Contain("ppo.learningRate is 0.001 there and 0.5 now; ppo.gamma is 1 there and 0.9 now"));
            Assert.That(
                await Refusal(options with { Rewards = options.Rewards!.Add(new FinishedReward(), 1) }),
                Does.Contain("rewards.finished is missing there and 1 now"));
            Assert.That(
                await Refusal(options with { Rewards = new WeightedReward().Add(new FinishedReward(), 1) }),
                Does.Contain("and missing now"));
            Assert.That(
                await Refusal(options with { Ppo = SmallPpo with { Schedule = LearningRateSchedule.Linear }, PlannedUpdates = 9 }),
                Does.Contain("plannedUpdates is 0 there and 9 now"));
            Assert.That(await Refusal(options with { ActorFolder = Checkpoint(1) }), Does.Contain("actorHash is \""));
            await PlayAsync(options with { PlannedUpdates = 9, CheckpointEvery = 1 }, 2);     // what changes nothing may change
        }

        [TestCase("state.msgpack")]
        [TestCase("model.safetensors")]
        [TestCase("tokenizer.json")]
        public async Task ADamagedCheckpointIsPassedOverAndTheOneBeforeGoesOn(string name)
        {
            await PlayAsync(Options("run") with { CheckpointEvery = 1 }, 2);
            string file = Path.Combine(Checkpoint(2), name);
            byte[] torn = File.ReadAllBytes(file);
            torn = torn.Take(torn.Length / 2).ToArray();
            File.WriteAllBytes(file, torn);
            var log = new LogLines();
            var options = Options("run") with { Resume = true, Logging = log };
            await using (var session = await TrainingSession.StartAsync(options))
                Assert.That(session.Progress.Update, Is.EqualTo(1));
            Assert.That(log.Lines, Has.Exactly(1).Contains($"but {file}: expected the content the manifest names, but found other content."));
            Assert.That(File.ReadAllBytes(Path.Combine(Checkpoint(2) + ".damaged", name)), Is.EqualTo(torn));
            await PlayAsync(options, 2);
            Assert.That(Directory.Exists(Checkpoint(2)));
            Assert.That(Lines("metrics.jsonl").Select(l => l.GetProperty("update").GetInt64()), Is.EqualTo(new[] { 1, 2 }));
        }

        [Test]
        public async Task AResumeCutsWhatTheLogsSayOfLaterUpdates()
        {
            await PlayAsync(Options("run"), 2);
            string file = Path.Combine(Named("run"), "metrics.jsonl");
            string before = File.ReadAllText(file);
            File.AppendAllText(file, "{\"update\":3,\"lr\":1}\n{\"update\":\"x\"}\n{\"upd");
            await using (await TrainingSession.StartAsync(Options("run") with { Resume = true }))
                Assert.That(File.ReadAllText(file), Is.EqualTo(before));
        }

        private static async Task<string> Refusal(TrainingOptions options)
        {
            try
            {
                await using var session = await TrainingSession.StartAsync(options);
                return "started";
            }
            catch (Exception error) when (error is InvalidDataException || error is InvalidOperationException)
            {
                return error.Message;
            }
        }

        private string Checkpoint(int update) => Path.Combine(Named("run"), "checkpoints", $"step-{update:D6}");

        private List<JsonElement> Lines(string name) =>
            File.ReadLines(Path.Combine(Named("run"), name)).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
    }
}
