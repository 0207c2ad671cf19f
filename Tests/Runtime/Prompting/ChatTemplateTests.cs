#nullable enable
using NUnit.Framework;
using Repartee.Prompting;

namespace Repartee.Tests.Prompting
{
    public sealed class ChatTemplateTests
    {
        [Test]
        public void ReparteesSpecialTokensAreTheseInThisOrder()
        {
            Assert.That(
                ChatTemplate.Repartee.SpecialTokens, Is.EqualTo(new[] { "<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>" }));
            Assert.That(ChatTemplate.Repartee.PadToken, Is.EqualTo("<|pad|>"));
            Assert.That(ChatTemplate.Repartee.StopTokens, Is.EqualTo(new[] { "<|end|>" }));
            Assert.That(ChatTemplate.Repartee.GenerationPrefix, Is.EqualTo("<|assistant|>"));
        }

        [TestCase("repartee")]
        [TestCase("ChatML")]
        [TestCase("Llama3")]
        [TestCase("mistral")]
        [TestCase("zephyr")]
        public void TemplatesAreFoundByNameInAnyCase(string name)
        {
            Assert.That(ChatTemplate.ByName(name).Name, Is.EqualTo(name).IgnoreCase);
        }

        [Test]
        public void AnUnknownNameIsRefusedWithTheChoices()
        {
            Assert.That(() => ChatTemplate.ByName("alpaca"), Throws.ArgumentException.With.Message.StartsWith(
                "Expected the name of a chat template (repartee, chatml, llama3, mistral, zephyr), but found \"alpaca\"."));
        }

        [Test]
        public void AnAssistantTurnThatNoStopTokenEndsIsRefused()
        {
            Assert.That(() => Make(new ChatTurn("<a>", "\n"), "<e>", "<e>"), Throws.ArgumentException.With.Message.StartsWith(
                "Expected the assistant's suffix \"\n\" of the template \"mine\" to begin with its first stop token, but found \"<e>\"."));
        }

        [Test]
        public void AStopOrPadTokenThatIsNotSpecialIsRefused()
        {
            Assert.That(() => Make(new ChatTurn("<a>", "<e>"), "<e>", "<p>"), Throws.ArgumentException.With.Message.StartsWith(
                "Expected \"<p>\" among the special tokens of the template \"mine\", but it isn't there. Add it."));
        }

        private static ChatTemplate Make(ChatTurn assistant, string stop, string pad) => new ChatTemplate(
            "mine", new[] { "<a>", "<e>" }, new ChatTurn("", "\n"), new ChatTurn("", "\n"), assistant, new[] { stop }, pad);
    }
}
