#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    /// <summary>Our prompts against those that transformers' apply_chat_template makes with add_generation_prompt.</summary>
    public sealed class ChatParityTests
    {
        private static IEnumerable<TestCaseData> Chats => TokenizerFixture.Kinds.Concat(TokenizerFixture.Variants)
            .Select(TokenizerFixture.Named)
            .Where(fixture => fixture.Expected.TryGetProperty("chats", out _))
            .SelectMany(fixture => Enumerable.Range(0, fixture.Expected.GetProperty("chats").GetArrayLength())
                .Select(chat => new TestCaseData(fixture.Name, chat)));

        [TestCaseSource(nameof(Chats))]
        public void APromptIsThatOfTheReference(string name, int chat)
        {
            TokenizerFixture fixture = TokenizerFixture.Named(name);
            JsonElement expected = fixture.Expected.GetProperty("chats")[chat];
            ChatTemplate template = ChatTemplateFile.Read(fixture.ConfigPath, fixture.Tokenizer, Override(name));
            var encoder = new PromptEncoder(fixture.Tokenizer, template);
            var state = new DialogueState(
                expected.GetProperty("persona").GetString()!,
                expected.GetProperty("messages").EnumerateArray().Select(message =>
                    new DialogueMessage(message[0].GetString()!, message[1].GetString()!)));
            Assert.That(encoder.Encode(state).Ids.ToArray(), Is.EqualTo(TokenizerFixture.Ids(expected.GetProperty("ids"))),
                expected.GetProperty("text").GetString());
        }

        private static string? Override(string name) => name == "mistral-v1" ? "mistral" : name == "zephyr-first" ? "zephyr" : null;
    }
}
