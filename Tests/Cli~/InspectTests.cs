#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Frozen.Gguf;

namespace Repartee.Cli.Tests
{
    public sealed class InspectTests
    {
        private CliFolder folder = null!;

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [Test]
        public async Task JsonHasMetadataTensorsAndWhatCanBePlayed()
        {
            var facts = await JsonAsync(folder.Frozen(GgufType.Q8_0));

            Assert.That(facts.GetProperty("architecture").GetString(), Is.EqualTo("llama"));
            Assert.That(facts.GetProperty("playable").GetBoolean());
            Assert.That(facts.GetProperty("elements").GetInt64(), Is.EqualTo(2755008));
            Assert.That(facts.GetProperty("bytes").GetInt64(), Is.EqualTo(new FileInfo(folder.Frozen(GgufType.Q8_0)).Length));
            var tokens = Metadata(facts, "tokenizer.ggml.tokens");
            Assert.That((tokens.GetProperty("type").GetString(), tokens.GetProperty("count").GetInt32()), Is.EqualTo(("string[]", 2048)));
            Assert.That(tokens.GetProperty("value").EnumerateArray().Select(t => t.GetString()).Take(2), Is.EqualTo(new[] { "<|pad|>", "<|end|>" }));
            Assert.That(tokens.GetProperty("value").GetArrayLength(), Is.EqualTo(8));
            Assert.That(Metadata(facts, "llama.block_count").GetProperty("value").GetInt32(), Is.EqualTo(6));
            var embedding = facts.GetProperty("tensors").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "token_embd.weight");
            Assert.That(embedding.GetProperty("type").GetString(), Is.EqualTo("Q8_0"));
            Assert.That(embedding.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()), Is.EqualTo(new[] { 2048L, 192 }));
            Assert.That(embedding.GetProperty("bytes").GetInt64(), Is.EqualTo(2048 * 192 / 32 * 34));
            var actor = facts.GetProperty("actor");
            Assert.That((actor.GetProperty("context").GetInt32(), actor.GetProperty("chatTemplate").GetString()), Is.EqualTo((512, "repartee")));
            Assert.That(actor.GetProperty("origin").GetProperty("contentHash").GetString(), Has.Length.EqualTo(64));
        }

        [Test]
        public async Task TextNamesEachTensorAndShortensLongArrays()
        {
            Assert.That(await folder.RunAsync("inspect", folder.Frozen(GgufType.Q8_0), "--verify"), Is.EqualTo(0));

            Assert.That(folder.Output, Does.Contain("\nPlayable      yes, by FrozenActor\n"));
            Assert.That(folder.Output, Does.Match("\nWeights       SHA-256 [0-9a-f]{64}, as they were frozen\n"));
            Assert.That(folder.Output, Does.Match("\n  tokenizer.ggml.tokens +string\\[2048\\] +\"<\\|pad\\|>\", .*, \\.\\.\\.\n"));
            Assert.That(folder.Output, Does.Match("\n  blk.5.ffn_down.weight +Q8_0 +\\[192, 512\\] +104 kB\n"));
            Assert.That(folder.Output, Does.Match("\n  total +2,755,008 elements  2.9 MB\n$"));
            Assert.That(folder.Output.Split('\n').Max(line => line.Length), Is.LessThan(160));
        }

        [Test]
        public async Task AChangedWeightIsFound()
        {
            string file = folder.Frozen(GgufType.Q8_0);
            byte[] bytes = File.ReadAllBytes(file);
            bytes[^100] ^= 1;
            File.WriteAllBytes(file, bytes);

            Assert.That(await folder.RunAsync("inspect", file), Is.EqualTo(0));
            Assert.That(await folder.RunAsync("inspect", file, "--verify"), Is.EqualTo(2));
            Assert.That(folder.Output, Does.Contain(", CHANGED since\n"));
            Assert.That(folder.Error, Is.EqualTo(
                $"--verify: expected the weights that were frozen in {file}, but found other weights: somebody changed the file. Take it from where "
                + "it was published.\n"));
        }

        [Test]
        public async Task AnArchitectureThatCanNotBePlayedIsShownAllTheSame()
        {
            string file = Write(new Dictionary<string, object> { ["general.architecture"] = "gemma3", ["gemma3.scale"] = float.NaN });

            var facts = await JsonAsync(file);

            Assert.That(facts.GetProperty("playable").GetBoolean(), Is.False);
            Assert.That(facts.GetProperty("whyNotPlayable").GetString(), Is.EqualTo(
                "expected general.architecture to be one of llama, qwen2, qwen3, but found \"gemma3\". Choose a model of one of these "
                + "architectures."));
            Assert.That(Metadata(facts, "gemma3.scale").GetProperty("value").GetString(), Is.EqualTo("NaN"));
            Assert.That(await folder.RunAsync("inspect", file), Is.EqualTo(0));
            Assert.That(folder.Output, Does.Contain("\nPlayable      no: expected general.architecture to be one of llama, "));
            Assert.That(folder.Output, Does.Match("\n  a +F32 +\\[2, 3\\] +24 B\n"));
            Assert.That(await folder.RunAsync("inspect", file, "--verify"), Is.EqualTo(2));
            Assert.That(folder.Error, Is.EqualTo(
                $"--verify: expected the weights that were frozen in {file}, but found that it can not be played. Leave --verify out.\n"));
        }

        [Test]
        public async Task NothingOfTheFileMovesTheTerminal()
        {
            const string Evil = "\u001b[2J\u009b31m\r\n\u202eevil\u0007";
            string file = Write(
                new Dictionary<string, object>
                {
                    ["general.architecture"] = Evil,
                    ["key" + Evil] = Evil,
                    ["list"] = new[] { Evil, Evil },
                },
                "tensor" + Evil);

            foreach (string[] options in new[] { new string[0], new[] { "--json" }, new[] { "--verify" } })
            {
                await folder.RunAsync(options.Prepend(file).Prepend("inspect").ToArray());
                Assert.That(Obeyed(folder.Output + folder.Error), Is.Empty, string.Join(' ', options));
                Assert.That((folder.Output + folder.Error).Contains('\u202e'), Is.EqualTo(options.Contains("--json")), "turns writing");
            }

            Assert.That(folder.Output, Does.Contain("  key\\u001b[2J\\u009b31m\\u000d\\n\\u202eevil\\u0007 "));
            Assert.That(await folder.RunAsync("chat", file), Is.EqualTo(2));
            Assert.That(Obeyed(folder.Error), Is.Empty);
            Assert.That(folder.Error, Does.Contain("but found \"\\u001b[2J\\u009b31m"));
        }

        [Test]
        public async Task AFileWithoutAnythingIsAFile()
        {
            string file = folder.InFolder("empty.gguf");
            File.WriteAllBytes(file, Encoding.ASCII.GetBytes("GGUF\u0003\0\0\0").Concat(new byte[16]).ToArray());

            Assert.That(await folder.RunAsync("inspect", file), Is.EqualTo(0));
            Assert.That(folder.Output, Does.Contain("\nArchitecture  not said\n").And.Contain("\nMetadata, 0 keys\n"));
        }

        [Test]
        public async Task ACutFileGetsOneLine()
        {
            string file = folder.Frozen(GgufType.Q8_0);
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..100_000]);

            Assert.That(await folder.RunAsync("inspect", file), Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith($"{file}: expected ").And.EndWith("\n"));
            Assert.That((folder.Output, folder.Error.TrimEnd('\n').Contains('\n')), Is.EqualTo(("", false)));
        }

        private static JsonElement Metadata(JsonElement facts, string key) =>
            facts.GetProperty("metadata").EnumerateArray().Single(value => value.GetProperty("key").GetString() == key);

        /// <summary>What a terminal would obey.</summary>
        private static string Obeyed(string text) =>
            string.Concat(text.Where(letter => char.IsControl(letter) && letter != '\n'));

        private string Write(IReadOnlyDictionary<string, object> metadata, string tensor = "a")
        {
            string file = folder.InFolder("other.gguf");
            GgufWriter.Write(
                file, metadata.ToArray(), new[] { new GgufTensor(tensor, new[] { 2L, 3 }, GgufType.F32, (first, part) => part.Fill(first)) });
            return file;
        }

        private async Task<JsonElement> JsonAsync(string file)
        {
            int exitCode = await folder.RunAsync("inspect", file, "--json");
            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            return JsonDocument.Parse(folder.Output).RootElement;
        }
    }
}
