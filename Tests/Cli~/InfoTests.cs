#nullable enable
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Repartee.Cli.Tests
{
    public sealed class InfoTests
    {
        private CliFolder folder = null!;

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [Test]
        public async Task JsonSaysWhatWasRecognised()
        {
            var facts = await JsonAsync();

            Assert.That(facts.GetProperty("architecture").GetString(), Is.EqualTo("LlamaForCausalLM"));
            Assert.That(facts.GetProperty("parameters").GetInt64(), Is.EqualTo(2755008));
            Assert.That(
                Numbers(facts, "layers", "hiddenSize", "heads", "keyValueHeads", "headDim", "context"),
                Is.EqualTo(new[] { 6, 192, 6, 2, 32, 512 }));
            var file = facts.GetProperty("files").EnumerateArray().Single();
            Assert.That(file.GetProperty("name").GetString(), Is.EqualTo("model.safetensors"));
            Assert.That(file.GetProperty("types")[0].GetString(), Is.EqualTo("F16"));
            Assert.That(Numbers(facts.GetProperty("tokenizer"), "tokens", "specialTokens"), Is.EqualTo(new[] { 2048, 5 }));
            Assert.That(facts.GetProperty("chatTemplate").GetString(), Is.EqualTo("repartee"));
            Assert.That(facts.GetProperty("stopTokens")[0].GetProperty("text").GetString(), Is.EqualTo("<|end|>"));
            Assert.That(facts.GetProperty("adapter").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }

        [Test]
        public async Task MemoryFollowsTheOptions()
        {
            var half = (await JsonAsync()).GetProperty("memory");
            var single = (await JsonAsync("--precision", "float32", "--replies", "1", "--lora-rank", "16")).GetProperty("memory");

            Assert.That((half.GetProperty("precision").GetString(), Numbers(half, "loraRank")[0]), Is.EqualTo(("bfloat16", 8)));
            Assert.That((single.GetProperty("precision").GetString(), Numbers(single, "loraRank")[0]), Is.EqualTo(("float32", 16)));
            Assert.That(Bytes(single, "play", "published"), Is.EqualTo(2 * Bytes(half, "play", "published")));
            Assert.That(Bytes(single, "play", "cache"), Is.EqualTo(Bytes(half, "play", "cache") / 32));
            Assert.That(Bytes(half, "full", "learnt"), Is.EqualTo(16L * (2755008 + (192 * 192) + (2 * 192) + 1)));
        }

        [Test]
        public async Task TextNamesEachFactAndTheMemory()
        {
            Assert.That(await folder.RunAsync("info", "--actor", CliFolder.Actor), Is.EqualTo(0));

            Assert.That(folder.Output, Does.Contain("\nParameters    2,755,008\n").And.Contain("\nHeads         6 of 32, 2 for keys and "
                + "values\n"));
            Assert.That(folder.Output, Does.Contain("\nStop tokens   <|end|> (1)\n").And.Contain("\nMemory in bfloat16: 64 replies at "
                + "once"));
            foreach (string row in new[] { "\nplay ", "\nLoRA rank 8 ", "\nfull " })
                Assert.That(folder.Output, Does.Contain(row));
            Assert.That(folder.Error, Is.Empty);
        }

        private static int[] Numbers(JsonElement of, params string[] names) =>
            names.Select(name => of.GetProperty(name).GetInt32()).ToArray();

        private static long Bytes(JsonElement memory, string use, string part) => memory.GetProperty(use).GetProperty(part).GetInt64();

        private async Task<JsonElement> JsonAsync(params string[] args)
        {
            int exitCode = await folder.RunAsync(new[] { "info", "--json", "--actor", CliFolder.Actor }.Concat(args).ToArray());
            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            return JsonDocument.Parse(folder.Output).RootElement;
        }
    }
}
