#nullable enable
using System;
using NUnit.Framework;
using Repartee.Dialogue;

namespace Repartee.Tests.Dialogue
{
    public sealed class DialogueMessageTests
    {
        [Test]
        public void AnUnknownRoleIsRefusedWithTheKnownOnes()
        {
            Assert.That(() => new DialogueMessage("npc", "Hello."), Throws.ArgumentException.With.Message.StartsWith(
                "Expected the role \"system\", \"user\" or \"assistant\", but found \"npc\". Use a constant of DialogueRole."));
        }

        [Test]
        public void MessagesAreEqualWhenRoleAndContentAre()
        {
            Assert.That(new DialogueMessage("user", "Hello."), Is.EqualTo(DialogueMessage.FromUser("Hello.")));
            Assert.That(DialogueMessage.FromUser("Hello."), Is.Not.EqualTo(DialogueMessage.FromAssistant("Hello.")));
            Assert.That(DialogueMessage.FromUser("Hello."), Is.Not.EqualTo(DialogueMessage.FromUser("Hello!")));
        }

        [Test]
        public void NullIsRefused()
        {
            Assert.That(() => DialogueMessage.FromUser(null!), Throws.TypeOf<ArgumentNullException>());
        }
    }
}
