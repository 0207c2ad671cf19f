#nullable enable
using System.IO;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class ChatTemplateFileTests
    {
        private const string ChatMl = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}";
        private TemporaryFolder _folder = null!;

        [SetUp]
        public void MakeFolder() => _folder = new TemporaryFolder();

        [TearDown]
        public void RemoveFolder() => _folder.Dispose();

        [TestCase("qwen2", "chatml")]
        [TestCase("smollm2", "chatml")]
        [TestCase("llama3", "llama3")]
        [TestCase("llama2", "zephyr")]
        [TestCase("mistral", "mistral")]
        public void APublishedTemplateIsKnownByItsRoleMarkers(string kind, string name)
        {
            TokenizerFixture fixture = TokenizerFixture.OfKind(kind);
            Assert.That(ChatTemplateFile.Read(fixture.ConfigPath, fixture.Tokenizer).Name, Is.EqualTo(name));
        }

        [TestCase("bos_token")]
        [TestCase("repartee_template")]
        [TestCase("chat_template")]
        public void HalfACharacterIsRefusedWithTheFilesName(string name)
        {
            string path = _folder["tokenizer_config.json"];
            File.WriteAllText(path, "{\"" + name + "\":\"\\ud800\"}");
            Assert.That(() => ChatTemplateFile.Read(path, TavernTokenizer.Instance), Throws.TypeOf<InvalidDataException>().With.Message
                .StartsWith(path + ": expected JSON with valid text, but found a fault: Cannot read incomplete UTF-16 JSON text"));
        }

        [Test]
        public void TheFilesOfThisPackageGiveTheReadyMadeTemplates()
        {
            Write(new { repartee_template = "Repartee" });
            AssertSame(Read(TavernTokenizer.Instance), ChatTemplate.Repartee);
            Write(new { repartee_template = "chatml" });
            AssertSame(Read(TavernTokenizer.ForChatMl), ChatTemplate.ChatMl);

            void AssertSame(ChatTemplate found, ChatTemplate expected)
            {
                Assert.That(found.Name, Is.EqualTo(expected.Name));
                Assert.That(found.SpecialTokens, Is.EqualTo(expected.SpecialTokens));
                Assert.That(found.StopTokens, Is.EqualTo(expected.StopTokens));
                Assert.That(found.PadToken, Is.EqualTo(expected.PadToken));
                Assert.That(found.User, Is.EqualTo(expected.User));
            }
        }

        [Test]
        public void TheKeyOfThisPackageWinsOverThePublishedTemplateAndAnOverrideOverBoth()
        {
            Write(new { repartee_template = "chatml", chat_template = "[INST] [/INST]", eos_token = "<|im_end|>" });
            TokenizerFixture fixture = TokenizerFixture.OfKind("qwen2");
            Assert.That(Read(fixture.Tokenizer).Name, Is.EqualTo("chatml"));
            ChatTemplate zephyr = ChatTemplateFile.Read(_folder["tokenizer_config.json"], fixture.Tokenizer, "zephyr");
            Assert.That(zephyr.User.Suffix, Is.EqualTo("<|im_end|>\n"));
        }

        [Test]
        public void ATemplateMayStandInAListOrAFileBeside()
        {
            ITokenizer tokenizer = TokenizerFixture.OfKind("qwen2").Tokenizer;
            Write(new { chat_template = new[] { new { name = "tool_use", template = "" }, new { name = "default", template = ChatMl } } });
            Assert.That(Read(tokenizer).Name, Is.EqualTo("chatml"));
            Write(new { });
            File.WriteAllText(_folder["chat_template.json"], JsonSerializer.Serialize(new { chat_template = ChatMl }));
            Assert.That(Read(tokenizer).Name, Is.EqualTo("chatml"));
            Write(new { chat_template = "unknown" });
            File.WriteAllText(_folder["chat_template.jinja"], ChatMl);
            Assert.That(Read(tokenizer).Name, Is.EqualTo("chatml"), "the Jinja file wins");
        }

        [Test]
        public void BeginEndAndPaddingAreTheCheckpoints()
        {
            ITokenizer llama2 = TokenizerFixture.OfKind("llama2").Tokenizer;
            Write(new
            {
                chat_template = "{{ bos_token }}[INST] {{ m }} [/INST]{{ eos_token }}",
                bos_token = new { content = "<s>", lstrip = false },
                eos_token = "</s>",
                unk_token = "<unk>",
                pad_token = (string?)null,
            });
            ChatTemplate template = Read(llama2);
            Assert.That(template.BeginOfText, Is.EqualTo("<s>"));
            Assert.That(template.StopTokens, Is.EqualTo(new[] { "</s>" }));
            Assert.That(template.PadToken, Is.EqualTo("</s>"));
            Write(new { repartee_template = "zephyr", pad_token = "<unk>", eos_token = "</s>" });
            Assert.That(Read(llama2).PadToken, Is.EqualTo("<unk>"));

            ITokenizer qwen = TokenizerFixture.OfKind("qwen2").Tokenizer;
            Write(new { chat_template = ChatMl, eos_token = "<|endoftext|>" });
            Assert.That(Read(qwen).StopTokens, Is.EqualTo(new[] { "<|im_end|>", "<|endoftext|>" }));
            Assert.That(Read(qwen).BeginOfText, Is.Empty);
        }

        [TestCase("llama2", "[INST] ", " [/INST]", " ")]
        [TestCase("mistral", "[INST] ", "[/INST]", " ")]
        [TestCase("tekken", "[INST]", "[/INST]", "")]
        public void MistralsSpacesFollowTheTokenizer(string kind, string open, string close, string lead)
        {
            Write(new { repartee_template = "mistral" });
            ChatTemplate template = Read(TokenizerFixture.OfKind(kind).Tokenizer);
            Assert.That(template.User, Is.EqualTo(new ChatTurn(open, close)));
            Assert.That(template.ReplyLead, Is.EqualTo(lead));
        }

        // Llama 2, Phi 3, Phi 4 and Falcon 3 share markers with known templates, but write other turns.
        [TestCase("[INST] <<SYS>>{{ s }}<</SYS>> {{ m }} [/INST]")]
        [TestCase("{{ '<|user|>\\n' + message['content'] + '<|end|>\\n<|assistant|>\\n' }}")]
        [TestCase("<|im_start|>user<|im_sep|>{{ m }}<|im_end|>")]
        [TestCase("{{ '<|user|>\\n' + message['content'] + '\\n' }}{{ '<|assistant|>\\n' + message['content'] + eos_token }}")]
        [TestCase("")]
        public void AnUnknownTemplateIsRefusedWithTheChoices(string template)
        {
            Write(new { chat_template = template });
            Assert.That(() => Read(TavernTokenizer.Instance), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                $"{_folder["tokenizer_config.json"]}: expected a chat template with the role markers of one of repartee, chatml, llama3, "
                + $"mistral, zephyr, but found \"{template}\". Name the one that the checkpoint was trained with (repartee, chatml, "
                + "llama3, mistral, zephyr), or write it into the file as \"repartee_template\"."));
        }

        [TestCase("{}", "expected \"repartee_template\" or a \"chat_template\", but found neither. Name the one")]
        [TestCase("{\"repartee_template\":\"alpaca\"}", "expected \"repartee_template\" to be one of repartee, chatml, llama3,")]
        [TestCase("[]", "expected a JSON object, but found Array.")]
        [TestCase("{", "expected JSON, but ")]
        public void AFileWithoutAKnownTemplateIsRefused(string json, string message)
        {
            File.WriteAllText(_folder["tokenizer_config.json"], json);
            Assert.That(() => Read(TavernTokenizer.Instance), Throws.TypeOf<InvalidDataException>().With.Message
                .StartsWith($"{_folder["tokenizer_config.json"]}: {message}"));
        }

        private ChatTemplate Read(ITokenizer tokenizer) => ChatTemplateFile.Read(_folder["tokenizer_config.json"], tokenizer);

        private void Write(object config) => File.WriteAllText(_folder["tokenizer_config.json"], JsonSerializer.Serialize(config));
    }
}
