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
        private LogLines log = null!;
        private ToleratedWrites writes = null!;
        private string folder = "";

        private string File => Path.Combine(folder, ConversationJournal.FileName);

        [SetUp]
        public void Create()
        {
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            log = new LogLines();
            writes = new ToleratedWrites(log);
        }

        [TearDown]
        public void Delete()
        {
            log.Dispose();
            Directory.Delete(folder, recursive: true);
        }

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
                () => ConversationJournal.Open(folder, "other", 0, writes),
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

        [Test]
        public void AnotherFormatIsRefusedWithTheFormatFound()
        {
            Open(passed: 0).Dispose();
            byte[] bytes = System.IO.File.ReadAllBytes(File);
            Assert.That(bytes[13], Is.EqualTo(1));                              // behind length, checksum and the array's header
            bytes[13] = 7;
            byte[] sum = System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(12));
            sum.AsSpan(0, 8).CopyTo(bytes.AsSpan(4));
            System.IO.File.WriteAllBytes(File, bytes);
            Assert.That(
                () => Open(0),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected the journal of run run in format 1, but found format 7. Move"));
        }

        [Test]
        public void AJournalThatIsDeletedCostsItsLinesIsToldOnceAndComesBackWithTheNextCheckpoint()
        {
            using (var journal = Open(passed: 0))
            {
                Append(journal, 1, 2);
                System.IO.File.Move(File, File + ".moved");
                Append(journal, 3, 5);                                          // taken all the same
                Assert.That(writes.Failed, Is.EqualTo(3));
                Assert.That(log.Lines, Has.Count.EqualTo(1));
                Assert.That(log.Lines[0], Does.StartWith(
                    $"Expected to write to experience.msgpack in {folder}, but {File} is gone. Training goes on without conversations that would"));
                Assert.That(journal.Append("me", 4, Conversation(4)), Is.False, "it knows what it took");
                System.IO.File.Move(File + ".moved", File);
                Append(journal, 6, 6);
                Assert.That(log.Lines[1], Does.StartWith("experience.msgpack").And.EndsWith("is written to again; 3 writes are missing from it."));
                journal.Forget(1);
            }

            using (var journal = Open(passed: 1))
            {
                Assert.That(journal.Waiting.Select(c => c.Tokens[0]), Is.EqualTo(new[] { 2, 6 }));
                Append(journal, 7, 7);
                journal.Forget(3);                                              // 2 and 6 are the run's second and third now
            }

            using (var journal = Open(passed: 3))
                Assert.That(journal.Waiting.Select(c => c.Tokens[0]), Is.EqualTo(new[] { 7 }));
        }

        [Test]
        public void AFullDiskTearsNoRecordThatOthersFollow()
        {
            using var disk = MountedDisk.OrSkip(64 << 10);
            int sent = 0;
            using (var journal = ConversationJournal.Open(disk.Path, "run", 0, writes))
            {
                while (writes.Failed < 3)
                    Append(journal, ++sent, sent);
                Assert.That(log.Lines, Has.Count.EqualTo(1));
                Assert.That(log.Lines[0], Does.Contain("No space left on device").And.EndWith($"Free space on the disk of {disk.Path}."));
                journal.Forget(1);                                              // cannot be written anew either
                Assert.That(writes.Failed, Is.EqualTo(4));
                var file = new FileInfo(Path.Combine(disk.Path, ConversationJournal.FileName));
                Assert.That(file.Length % 4096, Is.Zero, "a record was torn");
                disk.Resize(1 << 20);
                Append(journal, 9001, 9002);
            }

            using var again = ConversationJournal.Open(disk.Path, "run", 1, writes);
            var expected = Enumerable.Range(2, sent - 4).Append(9001).Append(9002);
            Assert.That(again.Waiting.Select(c => c.Tokens[0]), Is.EqualTo(expected));
        }

        private ConversationJournal Open(long passed) => ConversationJournal.Open(folder, "run", passed, writes);

        private static void Append(ConversationJournal journal, int first, int last)
        {
            for (int i = first; i <= last; i++)
                journal.Append("me", i, Conversation(i));
        }

        private static FinishedConversation Conversation(int token) =>
            new FinishedConversation(new[] { token, 1 }, Array.Empty<PlayedReply>(), interrupted: false);
    }
}
