#nullable enable
using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Training.RewardModel;

namespace Repartee.Training.Tests.RewardModel
{
    public sealed class LabelledRepliesTests
    {
        private const string State = "{\"persona\": \"A host.\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello!\"}]";

        [Test]
        public void PairsAreReadWithTheirDialogueAndMargin()
        {
            var labels = Read(
                State + ", \"chosen\": \"Welcome.\", \"rejected\": \"Go.\", \"margin\": 0.5, \"solution\": \"Hi.\", \"note\": 1}",
                "",
                "{\"role\": \"user\", \"content\": \"<|user|>Hi<|end|>\", \"chosen\": \"\", \"rejected\": \"No.\"}");
            Assert.That(labels.Ratings, Is.Empty);
            Assert.That(
                labels.Pairs.Select(p => (p.Chosen, p.Rejected, p.Margin)),
                Is.EqualTo(new[] { ("Welcome.", "Go.", 0.5), ("", "No.", 0.0) }));
            Assert.That(labels.Pairs[0].State.Persona, Is.EqualTo("A host."));
            Assert.That(labels.Pairs[0].State.LastUserMessage!.Content, Is.EqualTo("Hello!"));
            Assert.That(labels.Pairs[1].State.RawContext, Is.EqualTo("<|user|>Hi<|end|>"));
        }

        [Test]
        public void RatedRepliesAreReadWithTheirScore()
        {
            var labels = Read(State + ", \"reply\": \"Welcome.\", \"score\": 4}", State + ", \"reply\": \"Go.\", \"score\": -0.25}");
            Assert.That(labels.Pairs, Is.Empty);
            Assert.That(labels.Ratings.Select(r => (r.Reply, r.Score)), Is.EqualTo(new[] { ("Welcome.", 4.0), ("Go.", -0.25) }));
        }

        [TestCase(
            ", \"chosen\": \"a\"}",
            "expected \"rejected\", but found none. Write \"chosen\" and \"rejected\", or \"reply\" and \"score\".")]
        [TestCase(", \"reply\": \"a\"}", "expected \"score\", but found none.")]
        [TestCase("}", "expected \"chosen\" and \"rejected\", or \"reply\" and \"score\", but found none of them.")]
        [TestCase(", \"chosen\": \"a\", \"rejected\": \"b\", \"score\": 1}", "but found names of both kinds. Write one kind of label.")]
        [TestCase(", \"chosen\": \"a\", \"rejected\": \"a\"}", "expected two different replies, but both are \"a\". Leave the row out.")]
        [TestCase(", \"chosen\": 1, \"rejected\": \"a\"}", "expected \"chosen\" to be a string, but found a number. Write the reply")]
        [TestCase(", \"chosen\": \"a\", \"rejected\": \"b\", \"margin\": -1}", "expected \"margin\" to be 0 or more, but found -1.")]
        [TestCase(", \"chosen\": \"a\", \"rejected\": \"b\", \"margin\": \"x\"}", "\"margin\" to be a number, but found a string.")]
        [TestCase(", \"reply\": \"a\", \"score\": 1e999}", "expected \"score\" to be a finite number, but found 1e999.")]
        [TestCase(", \"reply\": \"a\", \"score\": null}", "expected \"score\" to be a number, but found null.")]
        public void ALineThatIsNoLabelIsNamedWithWhatWasExpected(string rest, string message) =>
            Assert.That(
                () => Read("", State + rest),
                Throws.TypeOf<DialogueDatasetException>().With.Message.Contains("labels.jsonl").And.Message.Contains(message)
                    .And.Property("LineNumber").EqualTo(2));

        [Test]
        public void TheDialogueOfARowIsCheckedAsInAnyDataset() =>
            Assert.That(
                () => Read("{\"chosen\": \"a\", \"rejected\": \"b\"}"),
                Throws.TypeOf<DialogueDatasetException>().With.Message.Contains("\"content\" or \"messages\", but found neither."));

        [Test]
        public void PairsAndScoresInOneFileAreRefused()
        {
            string pair = State + ", \"chosen\": \"a\", \"rejected\": \"b\"}", score = State + ", \"reply\": \"a\", \"score\": 1}";
            Assert.That(
                () => Read(pair, score),
                Throws.TypeOf<DialogueDatasetException>().With.Message.Contains(
                    "expected \"chosen\" and \"rejected\" as in the rows before, but found \"reply\" and \"score\". Keep pairs"));
            Assert.That(
                () => Read(score, score, pair),
                Throws.TypeOf<DialogueDatasetException>().With.Message.Contains(
                    "expected \"reply\" and \"score\" as in the rows before, but found \"chosen\" and \"rejected\".")
                    .And.Property("LineNumber").EqualTo(3));
        }

        [Test]
        public void AnEmptyFileIsRefused() => Assert.That(
            () => Read(""), Throws.TypeOf<DialogueDatasetException>().With.Message.Contains("expected at least one row, but found none."));

        [Test]
        public void LabelsMadeInCodeAreCheckedToo()
        {
            var state = DialogueState.Begin("");
            Assert.That(() => new PreferencePair(state, "a", "a"), Throws.ArgumentException);
            Assert.That(() => new PreferencePair(state, "a", "b", -1), Throws.ArgumentException.With.Message.Contains("found -1"));
            Assert.That(() => new PreferencePair(state, "a", "b", double.NaN), Throws.ArgumentException);
            Assert.That(() => new RatedReply(state, "a", double.NegativeInfinity), Throws.ArgumentException);
            Assert.That(() => new LabelledReplies(Array.Empty<RatedReply>()), Throws.ArgumentException);
        }

        private static LabelledReplies Read(params string[] lines) =>
            LabelledReplies.Read(new StringReader(string.Join("\n", lines)), "labels.jsonl");
    }
}
