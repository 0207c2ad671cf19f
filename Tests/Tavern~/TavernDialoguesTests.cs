#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Samples.Tavern;
using Repartee.Training.Actor;

namespace Repartee.Tavern.Tests
{
    public sealed class TavernDialoguesTests
    {
        private TinyTavern tavern = null!;
        private ActorFolder actor = null!;

        [SetUp]
        public void SetUp()
        {
            tavern = new TinyTavern();
            actor = ActorFolder.Open(tavern.Actor());
        }

        [TearDown]
        public void TearDown() => tavern.Dispose();

        [Test]
        public void HeldOutRowsAreThoseWithTheTag()
        {
            var dialogues = Read(TinyTavern.Rows("train", 2).Concat(TinyTavern.Rows("heldout", 3)));

            Assert.That(dialogues.Training.Select(row => row.Tags["split"]), Is.EqualTo(new[] { "train", "train" }));
            Assert.That(dialogues.HeldOut.Select(row => row.Tags["split"]), Is.EqualTo(new[] { "heldout", "heldout", "heldout" }));
        }

        [Test]
        public void WithoutTagsEveryTenthRowIsHeldOut()
        {
            var rows = Enumerable.Range(0, 25).Select(i => Row($"Line {i}.")).ToList();

            var dialogues = Read(rows);

            Assert.That(dialogues.HeldOut.Select(row => row.Messages[0].Content), Is.EqualTo(new[] { "Line 0.", "Line 10.", "Line 20." }));
            Assert.That(dialogues.Training, Has.Count.EqualTo(22));
        }

        [Test]
        public void OneRowIsTooFew() => Refuses(
            new[] { Row("Hello.") },
            "dialogues.jsonl: expected rows to learn from and rows to hold out, but all 1 are held out. "
            + "Add rows, or tag some with \"split\": \"train\" and some with \"split\": \"heldout\".");

        [Test]
        public void AnotherSplitIsRefused() => Refuses(
            TinyTavern.Rows("train", 1).Concat(TinyTavern.Rows("test", 1)),
            "dialogues.jsonl, row 2: expected \"train\" or \"heldout\" as the tag \"split\", but found \"test\".");

        [Test]
        public void TheGuestHasTheLastWord() => Refuses(
            new[] { new DialogueState("", new[] { DialogueMessage.FromAssistant("Welcome.") }, new[] { "Yes." }) },
            "dialogues.jsonl, row 1: expected messages that end with the user's, for the NPC to answer, but found assistant last.");

        [Test]
        public void ARowNeedsASolution() => Refuses(
            new[] { new DialogueState("", new[] { DialogueMessage.FromUser("Hello.") }) },
            "dialogues.jsonl, row 1: expected a \"solution\", because rewards compare replies with it, but found none. "
            + "Add one, or an array of several.");

        [Test]
        public void ARowThatOutgrowsTheActorsContextIsNamed()
        {
            var tooLong = Row(string.Join(" ", Enumerable.Repeat("road", 200)));

            var error = Assert.Throws<UsageException>(() => Read(new[] { Row("Hello."), tooLong }))!;

            Assert.That(error.Message, Does.StartWith("dialogues.jsonl, row 2: Expected a prompt of at most 120 tokens"));
        }

        private static DialogueState Row(string line) => new DialogueState("", new[] { DialogueMessage.FromUser(line) }, new[] { "Yes." });

        private TavernDialogues Read(IEnumerable<DialogueState> rows)
        {
            DialogueDataset.Write(tavern.DatasetFile, rows);
            return TavernDialogues.Read(tavern.DatasetFile, actor, maxReplyTokens: 8);
        }

        private void Refuses(IEnumerable<DialogueState> rows, string message) =>
            Assert.That(() => Read(rows), Throws.TypeOf<UsageException>().With.Message.EqualTo(message));
    }
}
