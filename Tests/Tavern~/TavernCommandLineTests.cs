#nullable enable
using System.IO;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Repartee.Tavern.Tests
{
    public sealed class TavernCommandLineTests
    {
        private const string Names =
            "--help, --version, --updates, --seed, --run, --resume, --record, --config, --dataset, --actor, --device, --threads, --no-chat";

        private TinyTavern tavern = null!;

        [SetUp]
        public void SetUp() => tavern = new TinyTavern();

        [TearDown]
        public void TearDown() => tavern.Dispose();

        [TestCase("--bogus", "Expected one of " + Names + ", but found \"--bogus\". See --help.")]
        [TestCase("wolves", "Expected one of " + Names + ", but found \"wolves\". See --help.")]
        [TestCase("@args", "Expected one of " + Names + ", but found \"@args\". See --help.")]
        [TestCase("--updates", "--updates: expected a value after it, but found none. Write --updates N.")]
        [TestCase("--run", "--run: expected a value after it, but found none. Write --run DIR.")]
        [TestCase("--updates ten", "--updates: expected a whole number from 1 to 1000000, but found \"ten\". Write --updates N.")]
        [TestCase("--updates 0", "--updates: expected a whole number from 1 to 1000000, but found \"0\". Write --updates N.")]
        [TestCase("--updates 1,000", "--updates: expected a whole number from 1 to 1000000, but found \"1,000\". Write --updates N.")]
        [TestCase("--seed -1", "--seed: expected a whole number from 0 to 18446744073709551615, but found \"-1\". Write --seed N.")]
        [TestCase("--threads 1.5", "--threads: expected a whole number from 1 to 1024, but found \"1.5\". Write --threads N.")]
        [TestCase("--seed 1 --seed 2", "--seed: expected it once, but found it 2 times. Write it once.")]
        [TestCase("--device gpu", "--device: expected auto, cpu or cuda, but found \"gpu\". Write --device auto.")]
        [TestCase("--resume", "--resume: expected --run with the folder of the run, but found no --run. Add --run DIR.")]
        public async Task WrongUseGetsOneLineAndExitCodeTwo(string arguments, string message)
        {
            int exitCode = await tavern.RunAsync(arguments.Split(' '));

            Assert.That(tavern.Error, Is.EqualTo(message + "\n"));
            Assert.That(exitCode, Is.EqualTo(2));
            Assert.That(tavern.Output, Is.Empty);
        }

        [TestCase("--config", "a file")]
        [TestCase("--dataset", "a file")]
        [TestCase("--actor", "an actor's folder")]
        public async Task AMissingPathIsNamedInFull(string option, string expected)
        {
            string path = tavern.InFolder("missing");

            Assert.That(await tavern.RunAsync(option, path), Is.EqualTo(2));
            Assert.That(tavern.Error, Is.EqualTo($"{option}: expected {expected}, but found none at {path}. Check the path.\n"));
        }

        [Test]
        public async Task AFolderThatIsInUseIsNotARunFolder()
        {
            tavern.WriteFile("notes.txt", "mine");

            Assert.That(await tavern.RunAsync("--run", tavern.Folder), Is.EqualTo(2));
            Assert.That(tavern.Error, Is.EqualTo(
                $"--run: expected a new or empty folder, but found files in {tavern.Folder}. "
                + "Add --resume to go on with that run, or name another folder.\n"));
        }

        [Test]
        public async Task AnEmptyFolderIsNoActor()
        {
            string folder = Directory.CreateDirectory(tavern.InFolder("empty")).FullName;

            Assert.That(await tavern.RunAsync("--actor", folder, "--dataset", tavern.DatasetFile), Is.EqualTo(2));
            Assert.That(tavern.Error, Does.StartWith("Expected an actor folder with config.json, model.safetensors, tokenizer.json"));
            Assert.That(tavern.Error.TrimEnd('\n'), Does.Not.Contain("\n"));
        }

        [Test]
        public async Task HelpNamesEachOptionTheScaleAndTheExitCodes()
        {
            Assert.That(await tavern.RunAsync("--help"), Is.EqualTo(0));
            foreach (string option in new[]
            {
                "--updates <N>", "--seed <N>", "--run <DIR>", "--resume", "--record <FILE>", "--config <FILE.json>", "--dataset " +
                "<FILE.jsonl>", "--actor <DIR>",
                "--device <auto|cpu|cuda>", "--threads <N>", "--no-chat",
            })
                Assert.That(tavern.Output, Does.Contain("  " + option));
            Assert.That(tavern.Output, Does.Contain("from 0 (worst) to 1 (best)"));
            Assert.That(tavern.Output, Does.Contain("2 wrong use"));
            Assert.That(tavern.Error, Is.Empty);
        }
    }
}
