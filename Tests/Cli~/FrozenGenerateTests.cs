#nullable enable
using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Cli.Tests
{
    public sealed class FrozenGenerateTests
    {
        private static readonly string[] Question =
        {
            "--chat", "--system", "You are Marta, innkeeper of the Gilded Boar.", "--prompt", "Any rooms left?", "--json",
        };

        private CliFolder folder = null!;

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [TestCase("--temperature 0")]
        [TestCase("--temperature 0.7 --seed 3")]
        [TestCase("--temperature 1.5 --top-k 40 --top-p 0.9 --repetition-penalty 1.3 --tokens 20")]
        public async Task AFrozenActorAnswersInTheSameJsonAsItsFolder(string sampling)
        {
            string[] asked = Question.Concat(sampling.Split(' ')).ToArray();

            var trained = await JsonAsync(asked.Concat(new[] { "--actor", CliFolder.Actor, "--device", "cpu" }).ToArray());
            var frozen = await JsonAsync(asked.Concat(new[] { "--frozen", folder.Frozen(), "--threads", "1" }).ToArray());

            Assert.That(frozen.EnumerateObject().Select(m => m.Name), Is.EqualTo(trained.EnumerateObject().Select(m => m.Name)));
            foreach (string same in new[] { "promptIds", "ids", "text", "finish" })
                Assert.That(frozen.GetProperty(same).GetRawText(), Is.EqualTo(trained.GetProperty(same).GetRawText()), same);
            Assert.That(frozen.GetProperty("ids").GetArrayLength(), Is.GreaterThan(4));
            Assert.That(LogProbs(frozen), Is.EqualTo(LogProbs(trained)).Within(1e-3));
        }

        [Test]
        public async Task APenaltyChangesTheReply()
        {
            string[] asked = Question.Concat(new[] { "--frozen", folder.Frozen(GgufType.Q8_0), "--temperature", "0" }).ToArray();

            var plain = await JsonAsync(asked);
            var penalized = await JsonAsync(asked.Concat(new[] { "--repetition-penalty", "5" }).ToArray());

            Assert.That(penalized.GetProperty("ids").GetRawText(), Is.Not.EqualTo(plain.GetProperty("ids").GetRawText()));
        }

        [Test]
        public async Task NoLibtorchIsNeeded()
        {
            // A process of its own, because other tests load libtorch into this one; where it looks for libtorch there is none.
            var (exitCode, output, error) = await ProcessAsync("generate", "--frozen", folder.Frozen(), "--prompt", "A", "--tokens", "2", "--json");

            Assert.That((exitCode, error), Is.EqualTo((0, "")));
            Assert.That(JsonDocument.Parse(output).RootElement.GetProperty("ids").GetArrayLength(), Is.InRange(1, 2));
            var (withActor, _, message) = await ProcessAsync("generate", "--actor", CliFolder.Actor, "--prompt", "A", "--tokens", "2");
            Assert.That(withActor, Is.EqualTo(2), "the same program does need it for an actor's folder");
            Assert.That(message, Does.Contain("libtorch"));
        }

        [Test]
        public async Task AStoppedTextIsCancelled()
        {
            using var stop = new CancellationTokenSource();
            using var output = new StoppingFirst(stop);

            int exitCode = await folder.RunAsync(
                output, stop.Token, "generate", "--frozen", folder.Frozen(), "--prompt", "A", "--tokens", "400", "--temperature", "9");

            Assert.That((exitCode, folder.Error), Is.EqualTo((130, "")));
            Assert.That(folder.Output, Is.Not.Empty);
        }

        [TestCase("--device", "cpu")]
        [TestCase("--precision", "auto")]
        [TestCase("--adapter", "a")]
        public async Task OptionsOfAFolderAreRefused(string option, string value)
        {
            int exitCode = await folder.RunAsync("generate", "--frozen", folder.Frozen(), "--prompt", "A", option, value);

            Assert.That((exitCode, folder.Error), Is.EqualTo((2, $"{option}: expected --actor with it, but found --frozen. Leave {option} "
                + "out.\n")));
        }

        [Test]
        public async Task FilesAndFoldersAreToldApart()
        {
            string file = folder.Frozen();

            Assert.That(await folder.RunAsync("generate", "--frozen", CliFolder.Actor, "--prompt", "A"), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                $"--frozen: expected a frozen actor's file, but found the folder {CliFolder.Actor}. Freeze it first: repartee freeze --actor "
                + $"{CliFolder.Actor} --out actor.gguf\n"));
            Assert.That(await folder.RunAsync("generate", "--actor", file, "--prompt", "A"), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                $"--actor: expected an actor's folder, but found the file {file}. Name a folder; for frozen actors there are chat, inspect and "
                + "generate --frozen.\n"));
            Assert.That(await folder.RunAsync("generate", "--frozen", folder.InFolder("none"), "--prompt", "A"), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                $"--frozen: expected a frozen actor's file, but found none at {folder.InFolder("none")}. Check the path.\n"));
        }

        [Test]
        public async Task ABrokenFileGetsOneLine()
        {
            string file = folder.WriteFile("broken.gguf", "no GGUF at all, but some other text");

            Assert.That(await folder.RunAsync("generate", "--frozen", file, "--prompt", "A"), Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith($"{file}: expected a GGUF file, which begins with the bytes 47475546, but found 6E6F2047"));
            Assert.That(folder.Error.TrimEnd('\n'), Does.Not.Contain("\n"));
        }

        private static double[] LogProbs(JsonElement answer) =>
            answer.GetProperty("logProbs").EnumerateArray().Select(p => p.GetDouble()).ToArray();

        private async Task<JsonElement> JsonAsync(params string[] args)
        {
            int exitCode = await folder.RunAsync(args.Prepend("generate").ToArray());
            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            return JsonDocument.Parse(folder.Output).RootElement;
        }

        private async Task<(int ExitCode, string Output, string Error)> ProcessAsync(params string[] args)
        {
            string nothing = Directory.CreateDirectory(folder.InFolder("nothing")).FullName;
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string arg in args.Prepend(Path.Combine(AppContext.BaseDirectory, "Repartee.Cli.dll")))
                start.ArgumentList.Add(arg);
            start.Environment["REPARTEE_LIBTORCH"] = nothing;
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output, await error);
        }
    }
}
