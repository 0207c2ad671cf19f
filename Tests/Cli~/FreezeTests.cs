#nullable enable
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Training.Weights;

namespace Repartee.Cli.Tests
{
    public sealed class FreezeTests
    {
        private CliFolder folder = null!;

        private string Out => folder.InFolder("actor.gguf");

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [TestCase("auto", GgufType.Q8_0, 2_934_528)]
        [TestCase("f16", GgufType.F16, 5_515_008)]
        [TestCase("f32", GgufType.F32, 11_020_032)]
        public async Task AnActorBecomesOneFile(string type, GgufType stored, long tensorBytes)
        {
            int exitCode = await FreezeAsync("--type", type);

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            using var model = FrozenModel.Open(Out);
            Assert.That(model.File.Tensors["token_embd.weight"].Type, Is.EqualTo(stored));
            Assert.That(model.File.Tensors.Values.Sum(tensor => tensor.ByteCount), Is.EqualTo(tensorBytes));
            Assert.That(model.VerifyContent(), Is.True);
            string word = stored.ToString().ToLowerInvariant();
            Assert.That(folder.Output, Does.Contain($"\nWritten to {Out}\n").And.Contain($" MB, 2,755,008 weights as {word}\n"));
            Assert.That(folder.Output, Does.EndWith($"\nTalk with it: repartee chat {Out} --system \"You are ...\"\n"));
        }

        [Test]
        public async Task ARunIsFrozenAtItsNewestCheckpointWithItsHistory()
        {
            string run = folder.InFolder("run");
            await folder.RunOnActorAsync(
                "train", "--data", folder.Data, "--out", run, "--updates", "2", "--buffer", "2", "--minibatch", "2", "--epochs", "1", "--tokens",
                "4", "--temperature", "0.8", "--lora-rank", "2", "--validation", "0");

            int exitCode = await folder.RunAsync("freeze", "--checkpoint", run, "--out", Out, "--type", "f32");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            string checkpoint = Path.Combine(run, "checkpoints", "step-000002");
            Assert.That(folder.Output, Does.StartWith($"Freezing {checkpoint} on {CliFolder.Actor}\n"));
            using (var model = FrozenModel.Open(Out))
            {
                Assert.That((model.Info.Name, model.Info.PolicyVersion), Is.EqualTo(("step-000002", 2)));
                Assert.That(model.Info.RunId, Is.Not.Empty.And.Not.Null);
                Assert.That(model.Info.Rewards.Keys, Does.Contain("edit_distance"));
                Assert.That((model.Sampling.Temperature, model.Sampling.MaxTokens), Is.EqualTo((0.8f, 4)), "as the run sampled");
            }

            string named = folder.InFolder("named.gguf");
            await folder.RunAsync("freeze", "--checkpoint", checkpoint, "--out", named, "--type", "f32");
            Assert.That(File.ReadAllBytes(named), Is.EqualTo(File.ReadAllBytes(Out)));
        }

        [Test]
        public async Task AFolderOfSafetensorsIsAnActorAgain()
        {
            string taught = folder.InFolder("merged");

            int exitCode = await folder.RunAsync(
                "freeze", "--actor", CliFolder.Actor, "--out", taught, "--format", "safetensors", "--type", "bf16");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            Assert.That(folder.Output, Does.EndWith($"\nTry it: repartee generate --actor {taught} --chat --prompt \"...\"\n"));
            using (var weights = CheckpointWeights.Open(taught))
                Assert.That(weights.Entries.Values.Select(entry => entry.DType), Is.All.EqualTo(SafetensorsDType.BF16));
            Assert.That(await folder.RunAsync("info", "--actor", taught), Is.EqualTo(0));
        }

        [Test]
        public async Task AFileIsReplacedOnlyWhenAskedTo()
        {
            File.WriteAllText(Out, "mine");

            Assert.That(await FreezeAsync(), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                $"--out: expected a new file, but found one at {Out}. Add --force to replace it, or name another.\n"));
            Assert.That(File.ReadAllText(Out), Is.EqualTo("mine"));
            Assert.That(await FreezeAsync("--force"), Is.EqualTo(0));
            Assert.That(new FileInfo(Out).Length, Is.GreaterThan(2_900_000));
        }

        [TestCase("actor", "gguf", "auto", "--out: expected a name that ends in .gguf, but found \"{0}\". Write --out {0}.gguf, or add "
            + "--format safetensors for a folder.")]
        [TestCase("", "gguf", "auto", "--out: expected a file, but found the folder {0}. Name a file in it, such as {1}actor.gguf, or add "
            + "--format safetensors.")]
        [TestCase("", "safetensors", "auto", "--out: expected a new or empty folder, but found files in {0}. Name another folder.")]
        [TestCase("a.gguf", "gguf", "bf16", "--type: expected f32, f16 or q8_0 in a GGUF file, but found bf16. Write --type f16.")]
        [TestCase("a", "safetensors", "q8_0", "--type: expected f32, f16 or bf16 in a folder of safetensors, but found q8_0. "
            + "Write --type f16, or leave --format out.")]
        [TestCase("missing/a.gguf", "gguf", "auto", "Expected the folder {1}missing to write a.gguf into, but it is not there. Make it.")]
        public async Task WhatCanNotBeWrittenGetsOneLine(string name, string format, string type, string message)
        {
            string path = folder.InFolder(name);

            int exitCode = await folder.RunAsync(
                "freeze", "--actor", CliFolder.Actor, "--out", path, "--format", format, "--type", type);

            string expected = string.Format(message, path, folder.Folder + Path.DirectorySeparatorChar);
            Assert.That((exitCode, folder.Error), Is.EqualTo((2, expected + "\n")));
        }

        [Test]
        public async Task ARunWithoutACheckpointIsNamed()
        {
            string run = Directory.CreateDirectory(folder.InFolder("run")).FullName;
            File.WriteAllText(Path.Combine(run, "metrics.jsonl"), "");

            Assert.That(await folder.RunAsync("freeze", "--checkpoint", run, "--out", Out), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                $"--checkpoint: expected a run with a checkpoint, but found none in {run}. Let the run go on to its first checkpoint.\n"));
        }

        [Test]
        public async Task AStoppedFreezeLeavesTheOldFile()
        {
            File.WriteAllText(Out, "mine");
            using var stop = new CancellationTokenSource();
            using var output = new StoppingWriter(stop, "Freezing");

            int exitCode = await folder.RunAsync(output, stop.Token, "freeze", "--actor", CliFolder.Actor, "--out", Out, "--force");

            Assert.That((exitCode, folder.Error), Is.EqualTo((130, "")));
            Assert.That(Directory.GetFiles(folder.Folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "actor.gguf", "dialogues.jsonl" }));
            Assert.That(File.ReadAllText(Out), Is.EqualTo("mine"));
        }

        private Task<int> FreezeAsync(params string[] args) =>
            folder.RunAsync(new[] { "freeze", "--actor", CliFolder.Actor, "--out", Out }.Concat(args).ToArray());
    }
}
