using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    public sealed class ConversationJournalTests
    {
        private string folder = "";

        private string File => Path.Combine(folder, ConversationJournal.FileName);

        [SetUp]
        public void Create() => folder = Directory.CreateTempSubdirectory("repartee-").FullName;

        [TearDown]
        public void Delete() => Directory.Delete(folder, recursive: true);

        [Test]
        public void WhatNoCheckpointCoversWaitsAfterAReopening()
        {
            using (var journal = Open(passed: 0))
            {
                for (int i = 1; i <= 5; i++)
                    Assert.That(journal.Append("me", i, Conversation(i)), Is.True);
            }

            using (var journal = Open(passed: 2))
                Assert.That(journal.Waiting.Select(c => c.Tokens[0]), Is.EqualTo(new[] { 3, 4, 5 }));
        }

        [Test]
        public void WhatWasForgottenIsGoneAndNumbersGoOn()
        {
            using (var journal = Open(passed: 0))
            {
                Append(journal, 1, 3);
                journal.Forget(3);
                Append(journal, 4, 5);
            }

            using (var journal = Open(passed: 4))
                Assert.That(journal.Waiting.Select(c => c.Tokens[0]), Is.EqualTo(new[] { 5 }));
        }

        [Test]
        public void ASenderThatSendsAgainIsNotWrittenTwiceEvenAfterItIsForgotten()
        {
            using (var journal = Open(passed: 0))
            {
                Append(journal, 1, 3);
                Assert.That(journal.Append("me", 2, Conversation(2)), Is.False);
                journal.Forget(3);
            }

            using (var journal = Open(passed: 3))
            {
                Assert.That(journal.Append("me", 3, Conversation(3)), Is.False);
                Assert.That(journal.Append("another", 1, Conversation(9)), Is.True);
            }
        }

        [Test]
        public void EveryTornEndCostsTheLastConversationAlone()
        {
            long before;
            using (var journal = Open(passed: 0))
            {
                Append(journal, 1, 2);
                before = new FileInfo(File).Length;
                Append(journal, 3, 3);
            }

            byte[] whole = System.IO.File.ReadAllBytes(File);
            for (long length = before; length < whole.Length; length++)
            {
                System.IO.File.WriteAllBytes(File, whole.Take((int)length).ToArray());
                using (var journal = Open(passed: 0))
                {
                    Assert.That(journal.Waiting.Select(c => c.Tokens[0]), Is.EqualTo(new[] { 1, 2 }), $"{length} bytes");
                    Assert.That(journal.Append("me", 3, Conversation(3)), Is.True);
                }

                using (var journal = Open(passed: 0))
                    Assert.That(journal.Waiting.Select(c => c.Tokens[0]), Is.EqualTo(new[] { 1, 2, 3 }), $"{length} bytes");
            }
        }

        [Test]
        public void ACheckpointAheadOfTheJournalDecidesTheNextNumber()
        {
            using (var journal = Open(passed: 7))
                Append(journal, 1, 1);
            using (var journal = Open(passed: 7))
                Assert.That(journal.Waiting, Has.Count.EqualTo(1));
            using (var journal = Open(passed: 8))
                Assert.That(journal.Waiting, Is.Empty);
        }

        [Test]
        public void AJournalOfAnotherRunIsRefused()
        {
            Open(passed: 0).Dispose();
            Assert.That(
                () => ConversationJournal.Open(folder, "other", 0),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                    $"{File}: expected the journal of run other in format 1, but found one of run run. Move it away to go on without the " +
                    "conversations that no checkpoint covers."));
        }

        [Test]
        public void AFileThatIsNoJournalIsRefused()
        {
            System.IO.File.WriteAllText(File, "not a journal at all");
            Assert.That(() => Open(0), Throws.TypeOf<InvalidDataException>().With.Message.Contains("but found no header"));
        }

        private ConversationJournal Open(long passed) => ConversationJournal.Open(folder, "run", passed);

        private static void Append(ConversationJournal journal, int first, int last)
        {
            for (int i = first; i <= last; i++)
                journal.Append("me", i, Conversation(i));
        }

        private static FinishedConversation Conversation(int token) =>
            new FinishedConversation(new[] { token, 1 }, Array.Empty<PlayedReply>(), interrupted: false);
    }
}
