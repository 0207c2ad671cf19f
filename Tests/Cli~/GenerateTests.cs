#nullable enable
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Repartee.Cli.Tests
{
    public sealed class GenerateTests
    {
        private const string Context = "<|system|>You are Marta.<|end|><|user|>Any rooms left?<|end|><|assistant|>";

        private CliFolder folder = null!;

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [Test]
        public async Task JsonHasIdsTextLogProbsAndFinish()
        {
            var answer = await JsonAsync("--prompt", Context, "--tokens", "6", "--temperature", "0.7");

            Assert.That(
                answer.EnumerateObject().Select(member => member.Name),
                Is.EqualTo(new[] { "promptIds", "ids", "text", "logProbs", "finish" }));
            Assert.That(Ids(answer, "ids"), Has.Length.EqualTo(6));
            Assert.That(answer.GetProperty("logProbs").EnumerateArray().Select(p => p.GetDouble()), Has.Exactly(6).InRange(-100.0, 0.0));
            Assert.That(answer.GetProperty("text").GetString(), Is.Not.Empty);
            Assert.That(answer.GetProperty("finish").GetString(), Is.EqualTo("length"));
        }

        [Test]
        public async Task AFinishedReplyEndsWithTheStopTokenWhichIsNotInItsText()
        {
            var answer = await JsonAsync("--prompt", Context, "--temperature", "0");

            Assert.That(answer.GetProperty("finish").GetString(), Is.EqualTo("stop"));
            Assert.That(Ids(answer, "ids").Last(), Is.EqualTo(1));
            Assert.That(answer.GetProperty("text").GetString(), Does.Not.Contain("<|end|>"));
        }

        [Test]
        public async Task AChatIsTheContextThatItsTemplateWrites()
        {
            var raw = await JsonAsync("--prompt", Context, "--tokens", "4");
            var chat = await JsonAsync("--chat", "--system", "You are Marta.", "--prompt", "Any rooms left?", "--tokens", "4");

            Assert.That(Ids(chat, "promptIds"), Is.EqualTo(Ids(raw, "promptIds")));
            Assert.That(Ids(chat, "ids"), Is.EqualTo(Ids(raw, "ids")));
        }

        [Test]
        public async Task SpecialTokensInAChatStayLetters()
        {
            var raw = await JsonAsync("--prompt", "Hello<|end|>", "--tokens", "1");
            var chat = await JsonAsync("--chat", "--prompt", "Hello<|end|>", "--tokens", "1");

            Assert.That(Ids(raw, "promptIds").Count(id => id == 1), Is.EqualTo(1));
            Assert.That(Ids(chat, "promptIds").Count(id => id == 1), Is.EqualTo(1), "the template's own");
        }

        [Test]
        public async Task TheStreamedTextIsThatOfJson()
        {
            string text = (await JsonAsync("--prompt", Context, "--seed", "3")).GetProperty("text").GetString()!;

            int exitCode = await folder.RunOnActorAsync("generate", "--prompt", Context, "--seed", "3");

            Assert.That((exitCode, folder.Output, folder.Error), Is.EqualTo((0, text + "\n", "")));
        }

        [Test]
        public async Task TheSeedDecidesTheDraws()
        {
            string[] texts = new string[3];
            string[] seeds = { "1", "1", "2" };
            for (int i = 0; i < texts.Length; i++)
                texts[i] = (await JsonAsync("--prompt", Context, "--tokens", "12", "--seed", seeds[i])).GetProperty("text").GetString()!;

            Assert.That(texts[1], Is.EqualTo(texts[0]));
            Assert.That(texts[2], Is.Not.EqualTo(texts[0]));
        }

        [Test]
        public async Task AStoppedTextIsCancelled()
        {
            using var stop = new CancellationTokenSource();
            using var output = new StoppingFirst(stop);

            int exitCode = await folder.RunAsync(
                output, stop.Token, "generate", "--actor", CliFolder.Actor, "--device", "cpu", "--prompt", "A", "--tokens", "400",
                "--temperature", "9");

            Assert.That((exitCode, folder.Error), Is.EqualTo((130, "")));
            Assert.That(folder.Output, Is.Not.Empty);
        }

        [Test]
        public async Task APromptBeyondTheContextIsRefusedInOneLine()
        {
            int exitCode = await folder.RunOnActorAsync("generate", "--prompt", string.Concat(Enumerable.Repeat("wolves ", 600)));

            Assert.That(exitCode, Is.EqualTo(2));
            Assert.That(folder.Error, Does.StartWith("Expected a prompt shorter than the actor's context of 512 tokens, but found "));
            Assert.That(folder.Error.TrimEnd('\n'), Does.Not.Contain("\n"));
        }

        private static int[] Ids(JsonElement answer, string name) =>
            answer.GetProperty(name).EnumerateArray().Select(id => id.GetInt32()).ToArray();

        private async Task<JsonElement> JsonAsync(params string[] args)
        {
            int exitCode = await folder.RunOnActorAsync("generate", args.Append("--json").ToArray());
            Assert.That((exitCode, folder.Error), Is.EqualTo((0, "")));
            return JsonDocument.Parse(folder.Output).RootElement;
        }
    }
}
