#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Repartee.Dialogue;

namespace Repartee.Tests.Dialogue
{
    public sealed class DialogueDatasetTests
    {
        private const string Good = "{\"persona\":\"A smith.\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";
        private TemporaryFolder _folder = null!;

        [SetUp]
        public void MakeFolder() => _folder = new TemporaryFolder();

        [TearDown]
        public void DeleteFolder() => _folder.Dispose();

        [Test]
        public void AContentRowIsARawContextWithItsSolution()
        {
            DialogueState row = Read("{\"role\":\"user\",\"content\":\"<|user|>Hi.<|end|><|assistant|>\",\"solution\":\"Hello.\"}").Rows[0];
            Assert.That(row.RawContext, Is.EqualTo("<|user|>Hi.<|end|><|assistant|>"));
            Assert.That(row.Solutions, Is.EqualTo(new[] { "Hello." }));
            Assert.That(row.Messages, Is.Empty);
        }

        [Test]
        public void AMessagesRowHasPersonaMessagesSolutionsAndTags()
        {
            DialogueState row = Read("{\"persona\":\"A smith.\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}],"
                + "\"solution\":[\"Hello.\",\"Well met.\"],\"tags\":{\"topic\":\"greeting\"},\"origin\":7}").Rows[0];
            Assert.That(row.Persona, Is.EqualTo("A smith."));
            Assert.That(row.Messages, Is.EqualTo(new[] { DialogueMessage.FromUser("Hi.") }));
            Assert.That(row.Solutions, Is.EqualTo(new[] { "Hello.", "Well met." }));
            Assert.That(row.Tags["topic"], Is.EqualTo("greeting"));
        }

        [TestCase("[]")]
        [TestCase("null")]
        public void ARowMayHaveNoSolution(string solution)
        {
            Assert.That(Read("{\"role\":\"user\",\"content\":\"x\",\"solution\":" + solution + "}").Rows[0].Solutions, Is.Empty);
        }

        [Test]
        public void AFirstSystemMessageIsThePersona()
        {
            DialogueState row = Read("{\"messages\":[{\"role\":\"system\",\"content\":\"A smith.\"},"
                + "{\"role\":\"user\",\"content\":\"Hi.\"}]}").Rows[0];
            Assert.That(row.Persona, Is.EqualTo("A smith."));
            Assert.That(row.Messages.Count, Is.EqualTo(1));
        }

        [Test]
        public void ByteOrderMarkWindowsLineEndsAndBlankLinesAreRead()
        {
            File.WriteAllText(_folder["tavern.jsonl"], Good + "\r\n\r\n  \r\n" + Good + "\r\n", new UTF8Encoding(true));
            Assert.That(DialogueDataset.Read(_folder["tavern.jsonl"]).Rows.Count, Is.EqualTo(2));
            Assert.That(Read("\uFEFF" + Good).Rows.Count, Is.EqualTo(1));
        }

        [TestCase(
            "{\"role\":\"user\",\"content\":12}",
            "expected \"content\" to be a string, but found a number. Write the full context as text.")]
        [TestCase(
            "{\"role\":\"assistant\",\"content\":\"x\"}",
            "expected \"role\" to be \"user\", but found \"assistant\". "
                + "A row with \"content\" holds a full context; write other dialogues as \"messages\".")]
        [TestCase(
            "{\"content\":\"x\"}",
            "expected \"role\" to be \"user\", but found none. "
                + "A row with \"content\" holds a full context; write other dialogues as \"messages\".")]
        [TestCase(
            "{\"role\":\"user\",\"content\":\"  \"}",
            "expected \"content\" to hold a context, but it is blank. Write the full context as text.")]
        [TestCase(
            "{\"persona\":\"A smith.\"}",
            "expected \"content\" or \"messages\", but found neither. "
                + "Write the full context as \"content\", or the lines of the dialogue as \"messages\".")]
        [TestCase(
            "{\"messages\":{}}",
            "expected \"messages\" to be an array, but found an object. Write [{\"role\": \"user\", \"content\": \"...\"}].")]
        [TestCase(
            "{\"messages\":[{\"role\":\"npc\",\"content\":\"x\"}]}",
            "expected the role of \"messages\"[0] to be \"system\", \"user\" or \"assistant\", but found \"npc\". "
                + "Write {\"role\": \"user\", \"content\": \"...\"}.")]
        [TestCase(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"user\"}]}",
            "expected \"messages\"[1] to have \"role\" and \"content\", but one is missing. "
                + "Write {\"role\": \"user\", \"content\": \"...\"}.")]
        [TestCase(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"system\",\"content\":\"x\"}]}",
            "expected a system message only as the first message, but found one at \"messages\"[1]. "
                + "Move it to the front, or into \"persona\".")]
        [TestCase(
            "{\"persona\":\"x\",\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]}",
            "expected \"persona\" or a system message, but found both. Keep one of them.")]
        [TestCase(
            "{\"messages\":[]}",
            "expected a persona or a message, but found neither. Write what the NPC answers to.")]
        [TestCase(
            "{\"role\":\"user\",\"content\":\"x\",\"solution\":[\"a\",true]}",
            "expected \"solution\"[1] to be a string, but found true or false. Write one reply as text, or several as an array of texts.")]
        [TestCase(
            "{\"role\":\"user\",\"content\":\"x\",\"solution\":\"\"}",
            "expected \"solution\" to hold a reply, but it is blank. Write a reply, or leave it out.")]
        [TestCase(
            "{\"role\":\"user\",\"content\":\"x\",\"tags\":{\"level\":3}}",
            "expected the tag \"level\" to be a string, but found a number. Write its value as text.")]
        [TestCase(
            "{\"role\":\"user\",\"content\":\"x\",\"content\":\"y\"}",
            "expected each name once, but found \"content\" twice. Keep one of them.")]
        [TestCase(
            "[1]",
            "expected the line to be an object, but found an array. "
                + "Write one row a line, such as {\"persona\": \"...\", \"messages\": [...]}.")]
        [TestCase(
            "{\"role\":\"user\",\"content\":\"\\ud83d\"}",
            "expected Unicode text, but found half of a surrogate pair. Escape both halves, or neither.")]
        [TestCase(
            "{\"role\":\"user\",\"content\":\"caf\uFFFD\"}",
            "expected UTF-8 text, but found the replacement character U+FFFD, which marks damaged text. Save the file as UTF-8.")]
        public void AMalformedRowIsReportedWithSourceLineAndRemedy(string row, string problem)
        {
            var error = Assert.Throws<DialogueDatasetException>(() => Read(Good + "\n\n" + row + "\n" + Good));
            Assert.That(error!.Message, Is.EqualTo("tavern.jsonl, line 3: " + problem));
            Assert.That(error.LineNumber, Is.EqualTo(3));
            Assert.That(error.Source, Is.EqualTo("tavern.jsonl"));
            Assert.That(error.ProblemCount, Is.EqualTo(1));
        }

        [TestCase("{\"role\":", "expected one JSON object, but it can't be read: ")]
        [TestCase("[[[[[[[[[[1]]]]]]]]]]", "expected one JSON object, but it can't be read: ")]
        [TestCase("{} {}", "expected one JSON object, but it can't be read: ")]
        public void ALineThatIsNoJsonIsReported(string row, string problem)
        {
            Assert.That(() => Read(row), Throws.TypeOf<DialogueDatasetException>()
                .With.Message.StartsWith("tavern.jsonl, line 1: " + problem)
                .And.Message.EndsWith("Write one row a line, at most 8 levels deep."));
        }

        [Test]
        public void TheFirstTenBadLinesAreListedAndTheOthersCounted()
        {
            string text = Good + "\n" + string.Concat(Enumerable.Repeat("7\n", 13)) + Good;
            var error = Assert.Throws<DialogueDatasetException>(() => Read(text));
            Assert.That(error!.LineNumbers, Is.EqualTo(Enumerable.Range(2, 10)));
            Assert.That(error.ProblemCount, Is.EqualTo(13));
            Assert.That(error.Message, Does.EndWith("\n... and 3 more (13 bad lines in all)."));
            Assert.That(error.Message.Split('\n'), Has.Length.EqualTo(11));
        }

        [TestCase("")]
        [TestCase("\n \r\n")]
        public void AnEmptyDatasetIsAnError(string text)
        {
            var error = Assert.Throws<DialogueDatasetException>(() => Read(text));
            Assert.That(error!.Message, Is.EqualTo(
                "tavern.jsonl: expected at least one row, but found none. Write one JSON object a line."));
            Assert.That(error.LineNumber, Is.Zero);
        }

        [Test]
        public void ALineBeyondTheLimitIsRefusedAndTheNextOneStillHasItsNumber()
        {
            string text = new string('x', DialogueDataset.MaximumLineLength + 1) + "\n7\n" + Good;
            var error = Assert.Throws<DialogueDatasetException>(() => Read(text));
            Assert.That(error!.LineNumbers, Is.EqualTo(new[] { 1, 2 }));
            Assert.That(error.Message, Does.StartWith(
                "tavern.jsonl, line 1: expected at most 1048576 characters, but the line is longer. Write one row a line."));
        }

        [Test]
        public void ALineAtTheLimitIsRead()
        {
            string row = "{\"role\":\"user\",\"content\":\"" + new string('x', DialogueDataset.MaximumLineLength - 28) + "\"}";
            Assert.That(row, Has.Length.EqualTo(DialogueDataset.MaximumLineLength));
            Assert.That(Read(row).Rows[0].RawContext, Has.Length.EqualTo(DialogueDataset.MaximumLineLength - 28));
        }

        [Test]
        public void BytesThatAreNotUtf8AreReportedAtTheirLine()
        {
            File.WriteAllBytes(_folder["tavern.jsonl"], Encoding.GetEncoding("iso-8859-1").GetBytes(Good + "\n{\"role\":\"user\",\"content\":\"caf\u00E9\"}"));
            var error = Assert.Throws<DialogueDatasetException>(() => DialogueDataset.Read(_folder["tavern.jsonl"]));
            Assert.That(error!.LineNumber, Is.EqualTo(2));
        }

        [Test]
        public void WrittenRowsReadBackTheSame()
        {
            var tags = new Dictionary<string, string> { ["topic"] = "wolves", ["split"] = "train" };
            var rows = new[]
            {
                new DialogueState("Schmied \u201CÅke\u201D 🐺", new[] { DialogueMessage.FromUser("a\n\"b\"") }, new[] { "c", "d" }, tags),
                DialogueState.FromRawContext("<|user|>x<|end|>", new[] { "y" }, tags),
                DialogueState.Begin("Alone."),
            };
            DialogueDataset.Write(_folder["rows.jsonl"], rows);
            IReadOnlyList<DialogueState> read = DialogueDataset.Read(_folder["rows.jsonl"]).Rows;
            Assert.That(read.Select(row => row.Persona), Is.EqualTo(rows.Select(row => row.Persona)));
            Assert.That(read.Select(row => row.RawContext), Is.EqualTo(rows.Select(row => row.RawContext)));
            Assert.That(read.SelectMany(row => row.Messages), Is.EqualTo(rows.SelectMany(row => row.Messages)));
            Assert.That(read.Select(row => row.Solutions), Is.EqualTo(rows.Select(row => row.Solutions)));
            Assert.That(read.Select(row => row.Tags), Is.EqualTo(rows.Select(row => row.Tags)));
        }

        [Test]
        public void WritingReplacesAnOldFileAndLeavesNothingElse()
        {
            File.WriteAllText(_folder["rows.jsonl"], "old");
            DialogueDataset.Write(_folder["rows.jsonl"], new[] { DialogueState.Begin("Åke.") });
            Assert.That(File.ReadAllText(_folder["rows.jsonl"]), Is.EqualTo("{\"persona\":\"Åke.\",\"messages\":[]}\n"));
            Assert.That(_folder.FileNames, Is.EqualTo(new[] { "rows.jsonl" }));
        }

        [Test]
        public void AFailedWriteLeavesTheOldFile()
        {
            File.WriteAllText(_folder["rows.jsonl"], "old");
            IEnumerable<DialogueState> Rows()
            {
                yield return DialogueState.Begin("A smith.");
                throw new IOException("disk full");
            }

            Assert.That(() => DialogueDataset.Write(_folder["rows.jsonl"], Rows()), Throws.TypeOf<IOException>());
            Assert.That(File.ReadAllText(_folder["rows.jsonl"]), Is.EqualTo("old"));
            Assert.That(_folder.FileNames, Is.EqualTo(new[] { "rows.jsonl" }));
        }

        [Test]
        public void WhereChoosesRowsByTagAndNamesTheValuesThereAre()
        {
            DialogueDataset dataset = Read(Tagged("train") + "\n" + Tagged("test") + "\n" + Tagged("train"));
            Assert.That(dataset.Where("split", "train").Rows.Count, Is.EqualTo(2));
            Assert.That(() => dataset.Where("split", "dev"), Throws.ArgumentException.With.Message.StartsWith(
                "Expected rows whose tag \"split\" is \"dev\", but found none: the values are train, test."));
            Assert.That(() => dataset.Where("topic", "dev"), Throws.ArgumentException.With.Message.Contains("no row has that tag"));
        }

        [Test]
        public void SplitPartsTheRowsInTwoAndRefusesAnEmptyPart()
        {
            DialogueDataset dataset = Read(Tagged("train") + "\n" + Tagged("test") + "\n" + Tagged("train"));
            (DialogueDataset first, DialogueDataset second) = dataset.Split(row => row.Tags["split"] == "test");
            Assert.That(first.Rows.Count, Is.EqualTo(1));
            Assert.That(second.Rows.Count, Is.EqualTo(2));
            Assert.That(() => dataset.Split(row => false), Throws.ArgumentException.With.Message.StartsWith(
                "Expected rows in both parts, but all 3 fall into the second."));
        }

        private static string Tagged(string split) => "{\"persona\":\"x\",\"messages\":[],\"tags\":{\"split\":\"" + split + "\"}}";

        private static DialogueDataset Read(string text)
        {
            using var reader = new StringReader(text);
            return DialogueDataset.Read(reader, "tavern.jsonl");
        }
    }
}
