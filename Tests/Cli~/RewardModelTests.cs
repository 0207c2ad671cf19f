#nullable enable
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Repartee.Cli.Tests
{
    public sealed class RewardModelTests
    {
        private CliFolder folder = null!;

        private string Out => folder.InFolder("judge");

        [SetUp]
        public void SetUp()
        {
            folder = new CliFolder();
            string[] replies = { "Sit down, friend.", "Welcome to the inn.", "A bed is two silvers.", "The wolves are gone." };
            folder.WriteFile("pairs.jsonl", string.Concat(replies.Select(reply =>
                $"{{\"persona\":\"You are Marta.\",\"messages\":[{{\"role\":\"user\",\"content\":\"{reply.Length}?\"}}],"
                + $"\"chosen\":\"{reply}\",\"rejected\":\"no no no no\"}}\n")));
        }

        [TearDown]
        public void TearDown() => folder.Dispose();

        [Test]
        public async Task AModelLearnsFromPairsAndJudgesInTraining()
        {
            string run = folder.InFolder("run");

            Assert.That(await folder.RunOnActorAsync(
                "reward-model", "--data", folder.InFolder("pairs.jsonl"), "--out", Out, "--epochs", "3", "--validation", "0"),
                Is.EqualTo(0));
            Assert.That(folder.Error, Is.Empty);
            Assert.That(folder.Output, Does.Contain("\nReading 4 pairs\n").And.Contain("\nepoch 3/3  loss ").And.Contain($"\nWritten to "
                + $"{Out}\n"));

            Assert.That(await folder.RunOnActorAsync(
                "train", "--data", folder.Data, "--out", run, "--updates", "1", "--buffer", "2", "--tokens", "4", "--epochs", "1",
                "--reward-model", Out, "--reward-model-weight", "2"), Is.EqualTo(0));
            Assert.That(folder.Error, Is.Empty);
            using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "summary.json")));
            Assert.That(summary.RootElement.GetProperty("termsAfter").EnumerateObject().Select(term => term.Name),
                Is.EqualTo(new[] { "repetition", "finished", "reward_model" }));
        }

        [Test]
        public async Task AStoppedTrainingGoesOnToWhereAnUnbrokenOneEnds()
        {
            string unbroken = folder.InFolder("unbroken");
            await folder.RunOnActorAsync("reward-model", Arguments(unbroken));
            using var stop = new CancellationTokenSource();
            using var output = new StoppingWriter(stop, "epoch 2/");

            string[] verb = { "reward-model", "--actor", CliFolder.Actor, "--device", "cpu" };
            int exitCode = await folder.RunAsync(output, stop.Token, verb.Concat(Arguments(Out)).ToArray());

            Assert.That((exitCode, folder.Error), Is.EqualTo((130, "")));
            string checkpoint = Path.Combine(Out, "checkpoints", "step-000004");
            Assert.That(folder.Output, Does.EndWith($"\nStopped: {checkpoint} is written. Go on with the same command and --resume\n"));
            Assert.That(File.Exists(Path.Combine(Out, "reward_model.json")), Is.False);

            Assert.That(await folder.RunOnActorAsync("reward-model", Arguments(Out, "--resume", "--seed", "2")), Is.EqualTo(2));
            Assert.That(folder.Error, Does.Contain("but Seed is 1 there and 2 now."));
            Assert.That(await folder.RunOnActorAsync("reward-model", Arguments(Out, "--resume")), Is.EqualTo(0));
            Assert.That(folder.Output, Does.Contain("\nepoch 3/4  loss ").And.Not.Contain("epoch 2/4"));
            foreach (string file in new[] { "reward_model.json", "reward_model.safetensors" })
            {
                Assert.That(
                    File.ReadAllBytes(Path.Combine(Out, file)), Is.EqualTo(File.ReadAllBytes(Path.Combine(unbroken, file))), file);
            }
        }

        [Test]
        public async Task LabelsThatAreNoneAreNamed()
        {
            Assert.That(await folder.RunOnActorAsync("reward-model", "--data", folder.Data, "--out", Out), Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith("dialogues.jsonl, line 1: expected \"chosen\" and \"rejected\", or \"reply\" and "
                + "\"score\""));
        }

        [Test]
        public async Task AFolderWithoutAModelIsRefused()
        {
            Directory.CreateDirectory(Out);

            Assert.That(await folder.RunOnActorAsync(
                "train", "--data", folder.Data, "--out", folder.InFolder("run"), "--reward-model", Out), Is.EqualTo(2));
            Assert.That(folder.Error.TrimEnd('\n'), Does.Contain("reward_model").And.Not.Contain("\n"));
        }

        private string[] Arguments(string path, params string[] more) => new[]
        {
            "--data", folder.InFolder("pairs.jsonl"), "--out", path, "--epochs", "4", "--batch", "2", "--validation", "0",
        }.Concat(more).ToArray();
    }
}
