#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Dialogue;

namespace Repartee.Cli.Tests
{
    public sealed class ReplayTests
    {
        private static readonly string[] Small =
        {
            "--buffer", "4", "--minibatch", "2", "--epochs", "1", "--tokens", "6", "--threads", "1",
        };

        private CliFolder folder = null!;

        private string Tape => folder.InFolder("tape.msgpack");

        private string Run => folder.InFolder("run");

        private string Lines => folder.InFolder("lines.jsonl");

        // Eight conversations of the tavern's actor.
        [OneTimeSetUp]
        public async Task Record()
        {
            folder = new CliFolder();
            int exitCode = await folder.RunOnActorAsync(
                "train", Small.Concat(new[] { "--data", folder.Data, "--out", folder.InFolder("played"), "--updates", "2", "--record", Tape,
                    "--validation", "0" }).ToArray());
            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
        }

        [OneTimeTearDown]
        public void TearDown() => folder.Dispose();

        [TearDown]
        public void Clean()
        {
            foreach (string path in new[] { Run, Run + "2" }.Where(Directory.Exists))
                Directory.Delete(path, recursive: true);
            File.Delete(Lines);
        }

        [Test]
        public async Task AReplayLearnsFromWhatWasPlayedAndComparesHeldOutRows()
        {
            int exitCode = await ReplayAsync("--validation", folder.Data);
            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            Assert.That(
                folder.Output, Does.Contain("8 recorded conversations to learn from, 8 held out").And.Contain("\nupdate 2/2  reward 0."));
            Assert.That(folder.Output, Does.Contain("\nHeld-out reward "));
            string[] metrics = File.ReadAllLines(Path.Combine(Run, "metrics.jsonl"));
            Assert.That(metrics, Has.Length.EqualTo(2).And.All.Contain("\"replay/weight_mean\""));
            Assert.That(File.Exists(Path.Combine(Run, "checkpoints", "step-000002", "model.safetensors")));
        }

        [Test]
        public async Task SeveralRecordingsAndPassesMakeMoreUpdatesAndAReplayGoesOn()
        {
            string copy = folder.InFolder("copy.msgpack");
            File.Copy(Tape, copy, overwrite: true);
            Assert.That(await ReplayAsync("--recording", copy, "--passes", "2", "--lora-rank", "2", "--reward", "finished=1"), Is.EqualTo(0), folder.Error);
            Assert.That(folder.Output, Does.Contain("16 recorded conversations to learn from").And.Contain("update 8/8"));
            Assert.That(
                await ReplayAsync("--recording", copy, "--updates", "8", "--lora-rank", "2", "--reward", "finished=1", "--resume"), Is.EqualTo(0), folder.Error);
        }

        [TestCase("--passes 2 --updates 3", "--updates: expected either it or --passes, but found both. Leave one of them out.")]
        [TestCase("--weight-cap 0.5", "Replay.WeightCap: expected 1 or more, but found 0.5. 2 is the default.")]
        [TestCase("--recording nothing", "--recording: expected a recording, but found no file at {0}. Check the path.")]
        [TestCase("--reward forbidden_words=1", "tape.msgpack, conversation 1: expected the tag \"forbidden\" with words parted by " +
            "commas, but "
            + "found none. Add it (empty for no words), or name the same words for all rows by --forbidden.")]
        public async Task WhatDoesNotFitGetsOneLine(string arguments, string message)
        {
            Assert.That(await ReplayAsync(arguments.Split(' ')), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(string.Format(message, Path.GetFullPath("nothing")) + "\n"));
        }

        [Test]
        public async Task AnExportIsADatasetThatSftLearnsFrom()
        {
            Assert.That(await folder.RunAsync("export", "--recording", Tape, "--out", Lines), Is.EqualTo(0), folder.Error);
            var rows = DialogueDataset.Read(Lines).Rows;
            Assert.That(folder.Output, Does.StartWith($"{rows.Count} dialogues of 8 conversations\n"));
            Assert.That(rows.Select(row => row.Persona), Is.All.EqualTo("You are Marta, innkeeper of the Gilded Boar."));
            Assert.That(rows.Select(row => row.Messages.Select(m => m.Role)), Is.All.EqualTo(new[] { "user", "assistant" }));
            Assert.That(rows.Select(row => row.Solutions.Single()), Is.All.StartWith("Sit down, friend"));
            Assert.That(rows.Select(row => row.Tags["keywords"]), Is.SubsetOf(CliFolder.Rows(8).Select(row => row.Tags["keywords"])));
            Assert.That(
                await folder.RunOnActorAsync("sft", "--data", Lines, "--out", Run, "--steps", "1", "--batch", "2", "--validation", "0"), Is.EqualTo(0), folder.Error);
            Assert.That(folder.Output, Does.Contain($"{rows.Count} rows to learn from"));
        }

        [Test]
        public async Task TheBestAreExportedFirstAndDoublesOnce()
        {
            string copy = folder.InFolder("copy.msgpack");
            File.Copy(Tape, copy, overwrite: true);
            Assert.That(
                await folder.RunAsync(
                    "export", "--recording", Tape, "--recording", copy, "--out", Lines, "--best", "16", "--reward", "edit_distance=1"),
                Is.EqualTo(0), folder.Error);
            var likeness = DialogueDataset.Read(Lines).Rows
                .Select(row => new Rewards.EditDistanceReward().Score(new Rewards.ReplyContext(
                    new DialogueState(row.Persona, row.Messages.Take(1), row.Solutions), row.Messages[1].Content))).ToList();
            Assert.That(likeness, Is.Ordered.Descending);
            Assert.That(likeness, Has.Count.InRange(1, 8));
            Assert.That(
                await folder.RunAsync("export", "--recording", Tape, "--out", Lines, "--force", "--min-reward", "2"), Is.EqualTo(2));
            Assert.That(
                folder.Error, Is.EqualTo("--min-reward: expected conversations with 2 or more, but found none among 8. Lower it.\n"));
        }

        [Test]
        public async Task AFileThatIsThereIsReplacedOnlyByForce()
        {
            File.WriteAllText(Lines, "mine");
            Assert.That(await folder.RunAsync("export", "--recording", Tape, "--out", Lines), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo($"--out: expected a new file, but found one at {Lines}. Add --force to replace it, or " +
                "name another.\n"));
            Assert.That(File.ReadAllText(Lines), Is.EqualTo("mine"));
            Assert.That(await folder.RunAsync("export", "--recording", Tape, "--out", Lines, "--force"), Is.EqualTo(0));
            Assert.That(
                await folder.RunAsync("export", "--recording", Tape, "--out", Lines, "--force", "--reward", "finished=1"), Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith("--reward: expected --min-reward or --best with it, but found neither."));
        }

        private Task<int> ReplayAsync(params string[] arguments) =>
            folder.RunOnActorAsync("replay", Small.Concat(new[] { "--recording", Tape, "--out", Run }).Concat(arguments).ToArray());
    }
}
