#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;

namespace Repartee.Tests.Dialogue
{
    public sealed class DialogueStateTests
    {
        [Test]
        public void WithAddsALineAndLeavesTheStateBeforeAsItWas()
        {
            DialogueState begin = DialogueState.Begin("A smith.");
            DialogueState asked = begin.With(DialogueMessage.FromUser("Got a sword?"));
            Assert.That(begin.Messages, Is.Empty);
            Assert.That(asked.Messages, Is.EqualTo(new[] { DialogueMessage.FromUser("Got a sword?") }));
            Assert.That(asked.Persona, Is.EqualTo("A smith."));
        }

        [Test]
        public void WithDropsTheSolutionsAndKeepsTheTags()
        {
            var tags = new Dictionary<string, string> { ["topic"] = "swords" };
            var state = new DialogueState("A smith.", new[] { DialogueMessage.FromUser("Got a sword?") }, new[] { "Aye." }, tags);
            DialogueState next = state.With(DialogueMessage.FromAssistant("Aye."));
            Assert.That(next.Solutions, Is.Empty);
            Assert.That(next.Tags["topic"], Is.EqualTo("swords"));
        }

        [Test]
        public void EarlierRepliesAreTheLinesOfTheNpcInOrder()
        {
            DialogueState state = DialogueState.Begin("")
                .With(DialogueMessage.FromAssistant("Welcome."))
                .With(DialogueMessage.FromUser("Ale."))
                .With(DialogueMessage.FromAssistant("Two coins."));
            Assert.That(state.EarlierReplies, Is.EqualTo(new[] { "Welcome.", "Two coins." }));
            Assert.That(state.LastUserMessage!.Content, Is.EqualTo("Ale."));
        }

        [Test]
        public void ASystemMessageIsRefusedInFavourOfThePersona()
        {
            Assert.That(
                () => DialogueState.Begin("").With(new DialogueMessage(DialogueRole.System, "A smith.")),
                Throws.ArgumentException.With.Message.Contains("found a system message. Pass its text as the persona."));
        }

        [Test]
        public void ABlankSolutionIsRefused()
        {
            Assert.That(
                () => DialogueState.Begin("").WithSolutions(new[] { "Aye.", " " }),
                Throws.ArgumentException.With.Message.Contains("found a blank one"));
        }

        [Test]
        public void CallersCanNotChangeAStateAfterwards()
        {
            var messages = new List<DialogueMessage> { DialogueMessage.FromUser("Hello.") };
            var tags = new Dictionary<string, string> { ["split"] = "train" };
            var state = new DialogueState("", messages, null, tags);
            messages.Clear();
            tags["split"] = "test";
            Assert.That(state.Messages.Count, Is.EqualTo(1));
            Assert.That(state.Tags["split"], Is.EqualTo("train"));
        }

        [Test]
        public void ARawContextIsFollowedByTheReplyToIt()
        {
            DialogueState raw = DialogueState.FromRawContext("<|user|>Hello.<|end|><|assistant|>", new[] { "Hm." });
            Assert.That(
                () => raw.With(DialogueMessage.FromUser("Well?")),
                Throws.ArgumentException.With.Message.Contains("Expected the assistant's reply"));
            DialogueState next = raw.With(DialogueMessage.FromAssistant("Hm.")).With(DialogueMessage.FromUser("Well?"));
            Assert.That(next.RawContext, Is.EqualTo(raw.RawContext));
            Assert.That(next.EarlierReplies.Single(), Is.EqualTo("Hm."));
        }

        [Test]
        public void AnEmptyRawContextIsRefused()
        {
            Assert.That(() => DialogueState.FromRawContext(""), Throws.ArgumentException.With.Message.Contains("found no text"));
        }
    }
}
