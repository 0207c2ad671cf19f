#nullable enable
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Dialogue;

namespace Repartee.Cli.Tests
{
    public sealed class TrainTests
    {
        /// <summary>Options under which an update takes a moment.</summary>
        private static readonly string[] Small =
        {
            "--buffer", "4", "--minibatch", "2", "--epochs", "1", "--tokens", "6", "--threads", "1", "--validation", "0.25",
        };

        private CliFolder folder = null!;

        private string Run => folder.InFolder("run");

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [Test]
        public async Task ARunShowsEachUpdateBothRepliesAndItsSummary()
        {
            int exitCode = await TrainAsync(Run, "--updates", "2", "--seed", "5");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            Assert.That(folder.Output, Does.Contain("\nupdate 1/2  reward 0.").And.Contain("\nupdate 2/2  reward 0."));
            Assert.That(folder.Output.Split('\n').Count(line => line.StartsWith("After: ")), Is.EqualTo(2));
            var summary = Summary(Run);
            Assert.That(summary.GetProperty("updates").GetInt64(), Is.EqualTo(2));
            Assert.That(summary.GetProperty("seed").GetInt64(), Is.EqualTo(5));
            Assert.That(summary.GetProperty("heldOut").GetInt32(), Is.EqualTo(2), "a quarter of 8 rows");
            Assert.That(summary.GetProperty("termsAfter").EnumerateObject().Select(term => term.Name),
                Is.EqualTo(new[] { "edit_distance", "repetition", "finished" }));
            Assert.That(File.Exists(Path.Combine(summary.GetProperty("checkpoint").GetString()!, "model.safetensors")));
        }

        [Test]
        public async Task AResumedRunEndsWhereAnUnbrokenOneDoes()
        {
            string unbroken = folder.InFolder("unbroken");

            await TrainAsync(unbroken, "--updates", "2");
            await TrainAsync(Run, "--updates", "1");
            int exitCode = await TrainAsync(Run, "--updates", "2", "--resume");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            foreach (string value in new[] { "updates", "rewardBefore", "rewardAfter", "klFinal" })
                Assert.That(Number(Run, value), Is.EqualTo(Number(unbroken, value)), value);
        }

        [Test]
        public async Task AStoppedRunLeavesACheckpointToGoOnFrom()
        {
            using var stop = new CancellationTokenSource();
            using var output = new StoppingWriter(stop, "update 1/");

            int exitCode = await folder.RunAsync(output, stop.Token, Arguments(Run, "--updates", "50"));

            Assert.That((exitCode, folder.Error), Is.EqualTo((130, "")));
            Assert.That(folder.Output, Does.EndWith("Stopped after update 1 of 50\nGo on with the same command and --resume\n"));
            Assert.That(Directory.Exists(Path.Combine(Run, "checkpoints", "step-000001")));
            Assert.That(await TrainAsync(Run, "--updates", "1", "--resume"), Is.EqualTo(0));
        }

        [Test]
        public async Task AnAdapterLearnsAndTalks()
        {
            await TrainAsync(Run, "--updates", "1", "--lora-rank", "4", "--lora-targets", "q_proj,v_proj", "--checkpointing");
            string adapter = Path.Combine(Run, "checkpoints", "step-000001");

            Assert.That(File.Exists(Path.Combine(adapter, "adapter_model.safetensors")));
            Assert.That(await folder.RunOnActorAsync("generate", "--adapter", adapter, "--prompt", "A", "--tokens", "4"), Is.EqualTo(0));
            string onTop = folder.Output;
            Assert.That(
                await folder.RunAsync("generate", "--actor", adapter, "--device", "cpu", "--prompt", "A", "--tokens", "4"), Is.EqualTo(0));
            Assert.That(folder.Output, Is.EqualTo(onTop), "the adapter names its actor");
            Assert.That(await folder.RunAsync("info", "--actor", adapter), Is.EqualTo(0));
            Assert.That(folder.Output, Does.Contain("LoRA rank 4, scale 1, q_proj v_proj"));
        }

        [Test]
        public async Task RulesAreThoseOfTheCommandLine()
        {
            int exitCode = await TrainAsync(
                Run, "--updates", "1", "--reward", "required_words=1", "--reward", "length=0.5", "--length", "2-9",
                "--reward", "forbidden_words=-0.5", "--forbidden", "the, a");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Run, "config.json")));
            Assert.That(
                config.RootElement.GetProperty("rewards").EnumerateObject().Select(rule => (rule.Name, rule.Value.GetDouble())),
                Is.EqualTo(new[] { ("required_words", 1.0), ("length", 0.5), ("forbidden_words", -0.5) }));
        }

        [TestCase("--length 9-2 --reward length=1", "--length: expected two numbers of words such as 5-40, but found \"9-2\". Write "
            + "--length MIN-MAX.")]
        [TestCase("--required fish", "--required: expected --reward required_words=WEIGHT with it, but found none. Add it.")]
        [TestCase("--reward forbidden_words=1", "dialogues.jsonl, row 2: expected the tag \"forbidden\" with words parted by commas, but "
            + "found none. "
            + "Add it (empty for no words), or name the same words for all rows by --forbidden.")]
        [TestCase("--reward-model-weight 2", "--reward-model-weight: expected --reward-model with it, but found none. Add --reward-model "
            + "DIR.")]
        [TestCase("--learning-rate -1", "LearningRate: expected more than 0, but found -1.")]
        [TestCase("--validation 1", "--validation: expected a file, or a share from 0 to below 1, but found 1.")]
        public async Task WhatDoesNotFitGetsOneLine(string arguments, string message)
        {
            string[] own = Small.SkipLast(2).Concat(new[] { "--data", folder.Data, "--out", Run }).Concat(arguments.Split(' ')).ToArray();

            Assert.That(await folder.RunOnActorAsync("train", own), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(message + "\n"));
        }

        [Test]
        public async Task RowsWithoutSolutionsNeedOtherRules()
        {
            DialogueDataset.Write(folder.Data, CliFolder.Rows(4).Select(row => row.WithSolutions(new string[0])));

            Assert.That(await TrainAsync(Run), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                "dialogues.jsonl, row 2: expected a \"solution\", because --reward edit_distance compares replies with it, but found none. "
                + "Add one, or choose other rules.\n"));
        }

        [Test]
        public async Task ARunsFolderIsNotUsedTwice()
        {
            folder.WriteFile("notes.txt", "mine");

            Assert.That(await TrainAsync(folder.Folder), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                $"--out: expected a new or empty folder, but found files in {folder.Folder}. "
                + "Add --resume to go on with that run, or name another folder.\n"));
        }

        [Test]
        public async Task OtherSettingsOrDialoguesThanTheRunsAreRefused()
        {
            await TrainAsync(Run, "--updates", "1");

            Assert.That(await TrainAsync(Run, "--resume", "--kl", "0.5"), Is.EqualTo(2));
            Assert.That(folder.Error, Does.Contain("ppo.klCoefficient is 0.05 there and 0.5 now"));
            File.AppendAllText(folder.Data, File.ReadLines(folder.Data).Last() + "\n");
            Assert.That(await TrainAsync(Run, "--resume"), Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith("--data: expected the dialogues that the run began with"));
        }

        [Test]
        public async Task OtherWordsThanTheRunsAreRefused()
        {
            string[] rule = { "--updates", "1", "--reward", "required_words=1" };
            await TrainAsync(Run, rule.Concat(new[] { "--required", "fish" }).ToArray());

            Assert.That(await TrainAsync(Run, rule.Concat(new[] { "--required", "fish,bread", "--resume" }).ToArray()), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                "--length, --required, --forbidden: expected 5-40 words, required \"fish\", forbidden \"\", as the run began, but found "
                + "5-40 "
                + "words, required \"fish, bread\", forbidden \"\". Give the same, or start a new run.\n"));
        }

        private static JsonElement Summary(string run) =>
            JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "summary.json"))).RootElement;

        private static double Number(string run, string name) => Summary(run).GetProperty(name).GetDouble();

        private Task<int> TrainAsync(string run, params string[] args) => folder.RunAsync(Arguments(run, args));

        private string[] Arguments(string run, params string[] args) =>
            new[] { "train", "--actor", CliFolder.Actor, "--device", "cpu", "--data", folder.Data, "--out", run }
                .Concat(Small).Concat(args).ToArray();
    }
}
