#nullable enable
using System;
using System.IO;
using NUnit.Framework;
using Repartee.Internal;

namespace Repartee.Tests.Internal
{
    public sealed class AtomicFileTests
    {
        private string folder = "";

        [SetUp]
        public void CreateFolder() => folder = TemporaryFolder.Create();

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        [Test]
        public void TextIsWrittenWithoutAByteOrderMarkAndReplacesTheOldFile()
        {
            string path = Path.Combine(folder, "a.txt");
            AtomicFile.WriteText(path, "first, and longer");
            AtomicFile.WriteText(path, "zweitens: ä");
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new System.Text.UTF8Encoding(false).GetBytes("zweitens: ä")));
            Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        }

        [Test]
        public void AFailureLeavesTheOldFileAndNoTemporaryOne()
        {
            string path = Path.Combine(folder, "a.txt");
            AtomicFile.WriteText(path, "old");
            var failure = Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
            {
                stream.WriteByte(1);
                throw new InvalidOperationException("in the middle");
            }));
            Assert.That(failure!.Message, Is.EqualTo("in the middle"));
            Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
            Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        }

        [Test]
        public void TheNameStaysFreeUntilTheContentIsComplete()
        {
            string path = Path.Combine(folder, "a.txt");
            AtomicFile.Write(path, stream =>
            {
                stream.WriteByte(1);
                stream.Flush();
                Assert.That(File.Exists(path), Is.False);
            });
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1 }));
        }

        [Test]
        public void AMissingFolderIsAnError() =>
            Assert.That(() => AtomicFile.WriteText(Path.Combine(folder, "absent", "a.txt"), ""), Throws.InstanceOf<IOException>());
    }
}
