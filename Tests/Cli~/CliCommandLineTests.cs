#nullable enable
using System.IO;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;

namespace Repartee.Cli.Tests
{
    public sealed class CliCommandLineTests
    {
        private const string Verbs = "generate, train, replay, export, sft, reward-model, info, freeze, inspect, chat, report";
        private const string Generate = "generate --actor DIR|--frozen FILE --prompt TEXT";

        private CliFolder folder = null!;

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [TestCase("", "Expected one of " + Verbs + ", but found nothing.", "VERB")]
        [TestCase("talk", "Expected one of " + Verbs + ", but found \"talk\".", "VERB")]
        [TestCase("@args", "Expected one of " + Verbs + ", but found \"@args\".", "VERB")]
        [TestCase(
            "generate", "--actor or --frozen: expected one of them, but found none. Write --actor DIR or --frozen FILE.", Generate)]
        [TestCase(
            "generate --actor . --frozen a --prompt a", "--actor and --frozen: expected one of them, but found both. Leave one out.", Generate)]
        [TestCase(
            "freeze --out a", "--actor or --checkpoint: expected one of them, but found none. Write --actor DIR or --checkpoint DIR.",
            "freeze --actor DIR|--checkpoint DIR --out FILE.gguf")]
        [TestCase(
            "freeze --actor . --out a --type q4_0",
            "--type: expected auto, f32, f16, bf16 or q8_0, but found \"q4_0\". Write --type auto.",
            "freeze --actor DIR|--checkpoint DIR --out FILE.gguf")]
        [TestCase("inspect", "FILE: expected it, but found none. Write repartee inspect FILE.", "inspect FILE")]
        [TestCase("chat --system a", "FILE: expected it, but found none. Write repartee chat FILE.", "chat FILE")]
        [TestCase("chat a b", "Expected one of FILE, --system, --tokens, --temperature, --top-k, --top-p, --repetition-penalty, --seed, "
            + "--template, --threads, but found \"b\".", "chat FILE")]
        [TestCase("generate --actor .", "--prompt: expected it, but found none. Write --prompt TEXT.", Generate)]
        [TestCase(
            "generate --actor . --prompt",
            "--prompt: expected a value after it, but found none. Write --prompt TEXT.", Generate)]
        [TestCase(
            "generate --actor . --prompt a --tokens",
            "--tokens: expected a value after it, but found none. Write --tokens N.", Generate)]
        [TestCase(
            "generate --actor . --prompt a --tokens 1,000",
            "--tokens: expected a whole number from 1 to 1000000, but found \"1,000\". Write --tokens N.", Generate)]
        [TestCase(
            "generate --actor . --prompt a --temperature warm",
            "--temperature: expected a number such as 0.5 or 1e-4, but found \"warm\". Write --temperature X.", Generate)]
        [TestCase(
            "generate --actor . --prompt a --seed 1 --seed 2", "--seed: expected it once, but found it 2 times. Write it once.", Generate)]
        [TestCase(
            "generate --actor . --prompt a --device gpu",
            "--device: expected auto, cpu or cuda, but found \"gpu\". Write --device auto.", Generate)]
        [TestCase(
            "train --actor . --data d --out r --reward good=1",
            "--reward: expected a rule (edit_distance, repetition, length, finished, required_words, forbidden_words) and a number, but "
            + "found \"good=1\". Write --reward edit_distance=0.6.",
            "train --actor DIR --data FILE.jsonl --out RUN")]
        public async Task WrongArgumentsGetOneLineAndTheUsage(string arguments, string message, string usage)
        {
            int exitCode = await folder.RunAsync(arguments.Length == 0 ? new string[0] : arguments.Split(' '));

            string verb = usage.Split(' ')[0];
            string help = verb == "VERB" ? "repartee --help" : $"repartee {verb} --help";
            Assert.That(folder.Error, Is.EqualTo($"{message}\nUsage: repartee {usage} [options]. See {help}.\n"));
            Assert.That(exitCode, Is.EqualTo(2));
            Assert.That(folder.Output, Is.Empty);
        }

        [Test]
        public async Task AnOptionThatAVerbDoesNotHaveIsNamed()
        {
            Assert.That(await folder.RunAsync("info", "--actor", ".", "--bogus"), Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith("Expected one of --actor, --template, --adapter, --replies, "));
            Assert.That(folder.Error, Does.Contain(", but found \"--bogus\".\n"));
        }

        [TestCase("generate --prompt a --system b", "--system: expected --chat with it, but found no --chat. "
            + "Add --chat, or write the persona into --prompt.")]
        [TestCase("generate --prompt a --threads 2", "--threads: expected --frozen with it, but found --actor. Leave --threads out.")]
        [TestCase("generate --prompt a --repetition-penalty 0.5", "RepetitionPenalty: expected 1 (off) to 10, but found 0.5.")]
        [TestCase("generate --prompt a --temperature 11", "Temperature: expected more than 0 and at most 10, but found 11. "
            + "For the likeliest token use SamplingOptions.Greedy.")]
        [TestCase("info --lora-alpha 4", "--lora-alpha: expected --lora-rank with it, but found no --lora-rank. Add --lora-rank N.")]
        [TestCase("info --lora-rank 4 --lora-targets q_proj,lm_head", "adapter_config.json: expected target_modules to be some of "
            + "q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj, but found \"lm_head\". "
            + "Correct it, or train the adapter anew with such values.")]
        public async Task WhatDoesNotFitTogetherGetsOneLine(string arguments, string message)
        {
            int exitCode = await folder.RunAsync((arguments + " --actor " + CliFolder.Actor).Split(' '));

            Assert.That((exitCode, folder.Error, folder.Output), Is.EqualTo((2, message + "\n", "")));
        }

        [TestCase("--actor", "an actor's folder")]
        [TestCase("--adapter", "an adapter's folder")]
        public async Task AMissingFolderIsNamedInFull(string option, string expected)
        {
            string path = folder.InFolder("missing");

            int exitCode = option == "--actor"
                ? await folder.RunAsync("info", "--actor", path)
                : await folder.RunAsync("info", "--actor", CliFolder.Actor, "--adapter", path);

            Assert.That((exitCode, folder.Error), Is.EqualTo((2, $"{option}: expected {expected}, but found none at {path}. Check the "
                + "path.\n")));
        }

        [Test]
        public async Task AnEmptyFolderIsNoActorWithoutAStackTrace()
        {
            string empty = Directory.CreateDirectory(folder.InFolder("empty")).FullName;

            Assert.That(await folder.RunAsync("generate", "--actor", empty, "--prompt", "a"), Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith("Expected an actor folder with config.json").And.EndWith("\n"));
            Assert.That(folder.Error.TrimEnd('\n'), Does.Not.Contain("\n"));
        }

        [TestCase("generate", "--actor <DIR>", "--frozen <FILE>", "--prompt <TEXT> (REQUIRED)", "--temperature <X>", "--json")]
        [TestCase("freeze", "--actor <DIR>", "--checkpoint <DIR>", "--adapter <DIR>", "--out <FILE.gguf> (REQUIRED)", "--force",
            "--type <auto|f32|f16|bf16|q8_0>", "--format <gguf|safetensors>")]
        [TestCase("inspect", "<FILE>", "--verify", "--json")]
        [TestCase("chat", "<FILE>", "--system <TEXT>", "--seed <N>", "--temperature <X>", "--top-k <N>", "--top-p <X>",
            "--repetition-penalty <X>", "--tokens <N>", "--threads <N>")]
        [TestCase("train", "--actor <DIR> (REQUIRED)", "--reward <NAME=WEIGHT>", "--resume", "--lora-rank <N>")]
        [TestCase("sft", "--validation <FILE.jsonl|SHARE>", "--steps <N>", "--store <same|f16|bf16|f32>")]
        [TestCase("reward-model", "--data <FILE.jsonl> (REQUIRED)", "--epochs <N>", "--device <auto|cpu|cuda>")]
        [TestCase("report", "--run <DIR> (REQUIRED)")]
        [TestCase("info", "--replies <N>", "--checkpointing", "--precision <auto|float32|bfloat16>")]
        public async Task EveryVerbHasHelp(string verb, params string[] options)
        {
            Assert.That(await folder.RunAsync(verb, "--help"), Is.EqualTo(0));
            Assert.That(folder.Output, Does.Contain($"  repartee {verb} ").And.Contain(" [options]"));
            foreach (string option in options)
                Assert.That(folder.Output, Does.Contain("  " + option));
            Assert.That(folder.Error, Is.Empty);
        }

        [Test]
        public async Task TheProgramsHelpNamesTheVerbsAndTheExitCodes()
        {
            Assert.That(await folder.RunAsync("--help"), Is.EqualTo(0));
            foreach (string verb in Verbs.Split(", "))
                Assert.That(folder.Output, Does.Contain($"\n  {verb} "));
            Assert.That(folder.Output, Does.Contain("2 wrong use"));
        }
    }
}
