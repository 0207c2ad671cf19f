#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Samples.Cli;
using Repartee.Samples.Cli.Rows;

namespace Repartee.Cli.Tests
{
    public sealed class DialogueSplitTests
    {
        private CliFolder folder = null!;

        [SetUp]
        public void SetUp() => folder = new CliFolder();

        [TearDown]
        public void TearDown() => folder.Dispose();

        [TestCase(8, 0.0, "")]
        [TestCase(8, 0.25, "1 5")]
        [TestCase(8, 0.1, "1")]
        [TestCase(21, 0.1, "1 11 21")]
        [TestCase(3, 0.5, "1 3")]
        public void AShareIsSpreadEvenly(int rows, double share, string heldOut)
        {
            DialogueDataset.Write(folder.Data, CliFolder.Rows(rows));

            var split = DialogueSplit.ByShare(folder.Data, share);

            Assert.That(string.Join(" ", split.HeldOut.Select(row => row.Place.Split(' ').Last())), Is.EqualTo(heldOut));
            Assert.That(split.Training, Has.Count.EqualTo(rows - split.HeldOut.Count));
        }

        [Test]
        public void TagsDecideWhereThereAreAny()
        {
            DialogueDataset.Write(folder.Data, new[] { Tagged("train"), Tagged("heldout"), CliFolder.Row("the mill") });

            var split = DialogueSplit.ByTag(folder.Data);

            Assert.That(split.HeldOut.Select(row => row.Place), Is.EqualTo(new[] { "dialogues.jsonl, row 2" }));
            Assert.That(split.Training, Has.Count.EqualTo(2));
        }

        [Test]
        public void AnUnknownTagIsNamed()
        {
            DialogueDataset.Write(folder.Data, new[] { Tagged("train"), Tagged("test") });

            Assert.That(() => DialogueSplit.ByTag(folder.Data), Throws.TypeOf<UsageException>().With.Message.EqualTo(
                "dialogues.jsonl, row 2: expected \"train\" or \"heldout\" as the tag \"split\", but found \"test\"."));
        }

        [Test]
        public void SomethingMustBeLeftToLearnFrom()
        {
            DialogueDataset.Write(folder.Data, CliFolder.Rows(1));

            Assert.That(() => DialogueSplit.ByTag(folder.Data), Throws.TypeOf<UsageException>().With.Message.EqualTo(
                "dialogues.jsonl: expected rows to learn from, but all 1 are held out. Add rows, or a lower --validation."));
        }

        [Test]
        public void AFileIsHeldOutWhole()
        {
            string other = folder.InFolder("other.jsonl");
            DialogueDataset.Write(other, CliFolder.Rows(3));

            var split = DialogueSplit.ByFile(folder.Data, other);

            Assert.That((split.Training.Count, split.HeldOut.Count), Is.EqualTo((8, 3)));
            Assert.That(split.Hash, Is.Not.EqualTo(DialogueSplit.ByFile(other, folder.Data).Hash));
        }

        private static DialogueState Tagged(string split) => new DialogueState(
            "You are Marta.", new[] { DialogueMessage.FromUser("A room?") }, null, new Dictionary<string, string> { ["split"] = split });
    }
}
