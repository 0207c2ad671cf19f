#nullable enable
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Training.Weights;

namespace Repartee.Cli.Tests
{
    public sealed class SftTests
    {
        private CliFolder folder = null!;

        private string Out => folder.InFolder("taught");

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [Test]
        public async Task AnActorLearnsItsLines()
        {
            int exitCode = await SftAsync(
                "--steps", "12", "--batch", "4", "--learning-rate", "2e-3", "--report-every", "6", "--validation", "0.25");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            Assert.That(folder.Output, Does.Contain("cpu; 6 rows to learn from, 2 held out\n").And.Contain("\nstep 12/12  loss "));
            Assert.That(Loss("step 12/12  "), Is.LessThan(Loss("step 6/12  ")));
            Assert.That(folder.Output, Does.Contain($"\nWritten to {Out}\n"));
            using (var weights = CheckpointWeights.Open(Out))
                Assert.That(weights.Entries.Values.Select(entry => entry.DType), Is.All.EqualTo(SafetensorsDType.F16), "as the actor's");
            Assert.That(await TalkAsync(), Is.EqualTo(0));
        }

        [Test]
        public async Task AnAdapterIsWrittenAlone()
        {
            int exitCode = await SftAsync("--steps", "1", "--batch", "2", "--lora-rank", "2", "--validation", "0");

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            Assert.That(folder.Output, Does.Contain("\n40,704 parameters learn, of an actor of 2,755,008\n"));
            Assert.That(folder.Output, Does.Contain("; 8 rows to learn from, 0 held out\n").And.Not.Contain("validation"));
            Assert.That(
                Directory.GetFiles(Out).Select(Path.GetFileName),
                Is.EquivalentTo(new[] { "adapter_config.json", "adapter_model.safetensors" }));
            Assert.That(await TalkAsync(), Is.EqualTo(0));
        }

        [Test]
        public async Task AStoppedRunWritesWhatItLearnt()
        {
            using var stop = new CancellationTokenSource();
            using var output = new StoppingWriter(stop, "step 1/");

            int exitCode = await folder.RunAsync(output, stop.Token, Arguments("--steps", "500", "--batch", "1", "--report-every", "1"));

            Assert.That((exitCode, folder.Error), Is.EqualTo((130, "")));
            Assert.That(folder.Output, Does.Contain("\nStopping: writing what was learnt so far\n"));
            Assert.That(folder.Output, Does.Contain($"\nWritten to {Out}\nGo on with the same command and --resume\n"));
            Assert.That(File.Exists(Path.Combine(Out, "model.safetensors")));
            Assert.That(File.Exists(Path.Combine(Out, "checkpoints", "step-000001", "model.safetensors")), "a checkpoint is an actor");
        }

        [Test]
        public async Task AStoppedRunGoesOnToWhereAnUnbrokenOneEnds()
        {
            string[] args = { "--steps", "4", "--batch", "2", "--lora-rank", "2", "--report-every", "1", "--seed", "5" };
            await folder.RunAsync(Arguments(args).Select(arg => arg == Out ? folder.InFolder("unbroken") : arg).ToArray());
            using var stop = new CancellationTokenSource();
            using var output = new StoppingWriter(stop, "step 2/");
            await folder.RunAsync(output, stop.Token, Arguments(args));
            byte[] stopped = Adapter(Out);

            int exitCode = await SftAsync(args.Append("--resume").ToArray());

            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            Assert.That(folder.Output, Does.Contain("\nLearning on from the newest checkpoint\nstep 3/4  "));
            Assert.That(Adapter(Out), Is.EqualTo(Adapter(folder.InFolder("unbroken"))).And.Not.EqualTo(stopped));
        }

        [Test]
        public async Task AResumeUnderOtherOptionsOrOfNothingIsRefused()
        {
            string[] args = { "--steps", "1", "--batch", "2", "--lora-rank", "2" };
            await SftAsync(args);

            Assert.That(await SftAsync(args.Concat(new[] { "--resume", "--learning-rate", "0.5" }).ToArray()), Is.EqualTo(2));
            Assert.That(folder.Error, Does.Contain("but LearningRate is 0.0001 there and 0.5 now. Resume with the old settings and data"));
            Directory.Delete(Path.Combine(Out, "checkpoints"), recursive: true);
            Assert.That(await SftAsync(args.Append("--resume").ToArray()), Is.EqualTo(2));
            Assert.That(folder.Error, Does.Contain("Expected a checkpoint to resume from, but ").And.Not.Contain("\n  at "));
        }

        [Test]
        public async Task RowsWithoutTheNpcsLinesAreRefusedAndNothingIsWritten()
        {
            DialogueDataset.Write(folder.Data, CliFolder.Rows(2).Select(row => row.WithSolutions(new string[0])));

            Assert.That(await SftAsync(), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                "Expected dialogues with lines of the NPC that fit its context of 512 tokens, but found none.\n"));
            Assert.That(Directory.Exists(Out), Is.False);
        }

        [Test]
        public async Task BadLinesAreNamedInOneLine()
        {
            File.WriteAllText(folder.Data, "{\"persona\": 3}\n");

            Assert.That(await SftAsync(), Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith("dialogues.jsonl, line 1: ").And.EndWith("\n"));
            Assert.That(folder.Error.TrimEnd('\n'), Does.Not.Contain("\n"));
        }

        [Test]
        public async Task AFolderThatIsInUseIsNotWrittenTo()
        {
            Directory.CreateDirectory(Out);
            File.WriteAllText(Path.Combine(Out, "mine.txt"), "mine");

            Assert.That(await SftAsync(), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo($"--out: expected a new or empty folder, but found files in {Out}. "
                + "Add --resume to go on with that training, or name another folder.\n"));
        }

        private static byte[] Adapter(string path) => File.ReadAllBytes(Path.Combine(path, "adapter_model.safetensors"));

        private Task<int> SftAsync(params string[] args) => folder.RunAsync(Arguments(args));

        private Task<int> TalkAsync() => folder.RunAsync("generate", "--actor", Out, "--device", "cpu", "--prompt", "A", "--tokens", "2");

        private string[] Arguments(params string[] args) =>
            new[] { "sft", "--actor", CliFolder.Actor, "--device", "cpu", "--data", folder.Data, "--out", Out }.Concat(args).ToArray();

        private double Loss(string step)
        {
            string line = folder.Output.Split('\n').Single(l => l.StartsWith(step));
            return double.Parse(line.Substring(step.Length).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
