#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Training.Health;
using Repartee.Training.Optimization;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    public sealed class StateFormatTests
    {
        private const int HealthBytes = 1 + (2 * 9) + 1 + (2 * 2);              // a list of two numbers and a map of two rules

        private string file = "";

        [SetUp]
        public void CreateFile() => file = Path.Combine(Directory.CreateTempSubdirectory("repartee-").FullName, "state.msgpack");

        [TearDown]
        public void DeleteFile() => Directory.GetParent(file)!.Delete(true);

        [Test]
        public void EverythingComesBackAsItWas()
        {
            Write(State(), "a");
            var read = StateFormat.Read(file, "a");
            Assert.That(read.Counters, Is.EqualTo(new TrainerCounters(3, 12, 480, 14, 16)));
            Assert.That(read.Learner!.KlCoefficient, Is.EqualTo(0.1 + 0.2));
            Assert.That(read.Learner.Actor, Is.EqualTo(new[] { 1f, -0f, float.Epsilon }));
            Assert.That(read.Learner.Parts.Select(p => p.Name), Is.EqualTo(new[] { "actor", "critic" }));
            Assert.That(read.Learner.Parts[1].Values, Is.Empty);
            Assert.That(read.Learner.Parts[0].Optimizer.First, Is.EqualTo(new[] { 4f }));
            Assert.That(read.Learner.Parts[0].Optimizer.Second, Is.EqualTo(new[] { 5f }));
            Assert.That(read.Learner.Parts[0].Optimizer.Steps, Is.EqualTo(6f));
            Assert.That(read.Learner.Parts[1].Optimizer.Steps, Is.EqualTo(9f));
            Assert.That(read.Waiting, Has.Count.EqualTo(2));
            Assert.That(read.Waiting[0].Tokens, Is.EqualTo(new[] { 2, 5, 300000, 1 }));
            Assert.That(read.Waiting.Select(c => c.Interrupted), Is.EqualTo(new[] { true, false }));
            var reply = read.Waiting[0].Replies.Single();
            Assert.That((reply.Start, reply.PolicyVersion, reply.Context.Truncated), Is.EqualTo((2, 7L, true)));
            Assert.That(reply.LogProbs, Is.EqualTo(new[] { -0.5f, -1.5f }));
            Assert.That(reply.GameRewards.Select(r => (r.Name, r.Value)), Is.EqualTo(new[] { ("tip", 1.0), ("tip", -2.5) }));
            Assert.That(reply.Context.Reply, Is.EqualTo("ünterm Tisch 🍺"));
            Assert.That(reply.Context.Tokens, Is.EqualTo(new[] { 300000 }));
            Assert.That(reply.Context.State.Persona, Is.EqualTo("Keeper."));
            Assert.That(reply.Context.State.Messages, Is.EqualTo(new[] { DialogueMessage.FromUser("Where?") }));
            Assert.That(reply.Context.State.Solutions, Is.EqualTo(new[] { "There." }));
            Assert.That(reply.Context.State.Tags["topic"], Is.EqualTo("search"));
            var raw = read.Waiting[1].Replies.Single().Context.State;
            Assert.That(raw.RawContext, Is.EqualTo("<|user|>Hi<|end|><|assistant|>"));
            Assert.That(raw.Messages.Select(m => m.Content), Is.EqualTo(new[] { "Hello.", "And?" }));
            Assert.That(raw.Tags["topic"], Is.EqualTo("raw"));
            Assert.That((read.Health.FirstEntropy, read.Health.FirstDistinctPairs), Is.EqualTo((0.3, 0.7)));
            Assert.That(read.Health.InARow, Is.EquivalentTo(new Dictionary<int, int> { [4] = 2, [8] = 1 }));
        }

        [Test]
        public void AStateOfVersion04IsReadAsIfEveryConversationHadBeenTaken()
        {
            Write(State(), "a");
            byte[] bytes = File.ReadAllBytes(file).SkipLast(HealthBytes + 1).ToArray();         // nor the number of conversations that passed: 16
            (bytes[0], bytes[1]) = (0x99, 2);                                   // 9 fields, format 2
            File.WriteAllBytes(file, bytes);
            var read = StateFormat.Read(file, "a");
            Assert.That(read.Counters, Is.EqualTo(new TrainerCounters(3, 12, 480, 14, 14)));
            Assert.That(read.Waiting, Has.Count.EqualTo(2));
        }

        /// <summary>Byte for byte as those versions wrote it, so that nobody who changes the writer changes what is read.</summary>
        [TestCase(2, 14)]
        [TestCase(3, 16)]
        public void AnOlderStateIsReadFromItsBytes(int version, long passed)
        {
            var bytes = new List<byte> { (byte)(version == 2 ? 0x99 : 0x9a), (byte)version, 0xa1, (byte)'a', 3, 12, 0xcd, 0x01, 0xe0, 14 };
            bytes.AddRange(new byte[] { 0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0 });                  // a coefficient of 0.5
            bytes.AddRange(new byte[] { 0x92, 0xa5, (byte)'a', (byte)'c', (byte)'t', (byte)'o', (byte)'r', 0xca, 0x40, 0xc0, 0, 0 });
            bytes.Add(0x90);                                                                    // nobody waits
            if (version == 3)
                bytes.Add(16);
            File.WriteAllBytes(file, bytes.ToArray());
            var actor = new PartState("actor", new[] { 1f, 2f }, new OptimizerState(new[] { 3f, 4f }, new[] { 5f, 6f }, 6f));
            LearnerFile.Write(Path.Combine(Path.GetDirectoryName(file)!, LearnerFile.Name), new LearnerState(new[] { actor }, 0));
            var read = StateFormat.Read(file, "a");
            Assert.That(read.Counters, Is.EqualTo(new TrainerCounters(3, 12, 480, 14, passed)));
            Assert.That(read.Learner!.KlCoefficient, Is.EqualTo(0.5));
            Assert.That(read.Learner.Actor, Is.EqualTo(new[] { 1f, 2f }));
            Assert.That(read.Learner.Parts[0].Optimizer.Second, Is.EqualTo(new[] { 5f, 6f }));
            Assert.That(read.Learner.Parts[0].Optimizer.Steps, Is.EqualTo(6f));
            Assert.That(read.Waiting, Is.Empty);
        }

        [TestCase(1)]
        [TestCase(99)]
        public void AVersionThatIsNotKnownIsRefusedWithWhatWasFoundAndWhatIsKnown(int version)
        {
            File.WriteAllBytes(file, new byte[] { 0x99, (byte)version, 0xa1, (byte)'a', 0, 0, 0, 0, 0, 0 });
            Assert.That(
                () => StateFormat.Read(file, "a"),
                Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"{file}: expected format 2").And.Message.EndsWith(
                    $", but found {version}. It was written by another version of Repartee: resume the run with that one, or start a new run in " +
                    "another folder."));
        }

        [Test]
        public void AStateOfVersion05IsReadAsIfNothingHadBeenSeenOfItsHealth()
        {
            Write(State(), "a");
            byte[] bytes = File.ReadAllBytes(file).SkipLast(HealthBytes).ToArray();
            (bytes[0], bytes[1]) = (0x9a, 3);                                   // 10 fields, format 3
            File.WriteAllBytes(file, bytes);
            var read = StateFormat.Read(file, "a");
            Assert.That(read.Counters, Is.EqualTo(new TrainerCounters(3, 12, 480, 14, 16)));
            Assert.That(read.Health.FirstEntropy, Is.NaN);
            Assert.That(read.Health.InARow, Is.Empty);
        }

        [Test]
        public void AnotherRunsStateIsRefused()
        {
            Write(State(), "a");
            Assert.That(
                () => StateFormat.Read(file, "b"),
                Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                    $"{file}: expected run b, but found a. The checkpoint was copied from another run."));
        }

        [Test]
        public void EveryTruncationIsRefusedWithTheFilesName()
        {
            Write(State(), "a");
            byte[] whole = File.ReadAllBytes(file);
            for (int length = 0; length < whole.Length; length++)
            {
                File.WriteAllBytes(file, whole.Take(length).ToArray());
                Assert.That(
                    () => StateFormat.Read(file, "a"),
                    Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(file),
                    $"{length} bytes");
            }
        }

        /// <summary>Counts are believed as far as bytes come, and nothing is read by recursion.</summary>
        [TestCase("99 03 a1 61")]
        [TestCase("9a 03 a1 61 00 00 00 00 cb 0000000000000000 dd 7fffffff")]
        [TestCase("9a 03 a1 61 00 00 00 00 cb 0000000000000000 90 dd 7fffffff")]
        [TestCase("9a 03 a1 61 00 00 00 00 cb 0000000000000000 90 91 91 91 91 91 91")]
        [TestCase("9a 03 a1 61 00 00 00 00 cb 0000000000000000 90 c9 ffffffff 01")]
        public void AnInflatedOrNestedStateIsRefusedWithoutTakingMemory(string hex)
        {
            byte[] head = Convert.FromHexString(hex.Replace(" ", ""));
            File.WriteAllBytes(file, head.Concat(Enumerable.Repeat((byte)0x91, 200_000)).ToArray());
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.That(() => StateFormat.Read(file, "a"), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(file));
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4_000_000));
        }

        [Test]
        public void AnotherFormatIsRefused()
        {
            File.WriteAllBytes(file, new byte[] { 0x99, 99, 0xa0, 0, 0, 0, 0, 0, 0, 0 });       // an array of 9, format 99
            Assert.That(
                () => StateFormat.Read(file, "a"),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected format 2 to 4, but found 99."));
            File.WriteAllBytes(file, new byte[] { 0xa1, (byte)'x' });
            Assert.That(() => StateFormat.Read(file, "a"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("it is damaged"));
        }

        private void Write(TrainerStart state, string run)
        {
            using (var stream = File.Create(file))
                StateFormat.Write(stream, state, run);
            LearnerFile.Write(Path.Combine(Path.GetDirectoryName(file)!, LearnerFile.Name), state.Learner!);
        }

        private static Dictionary<string, string> Topic(string name) => new Dictionary<string, string> { ["topic"] = name };

        private static TrainerStart State()
        {
            var actor = new PartState("actor", new[] { 1f, -0f, float.Epsilon }, new OptimizerState(new[] { 4f }, new[] { 5f }, 6f));
            var critic = new PartState("critic", new float[0], new OptimizerState(new[] { 7f }, new[] { 8f }, 9f));
            var learner = new LearnerState(new[] { actor, critic }, 0.1 + 0.2);
            var state = new DialogueState(
                "Keeper.", new[] { DialogueMessage.FromUser("Where?") }, new[] { "There." }, Topic("search"));
            var raw = DialogueState.FromRawContext("<|user|>Hi<|end|><|assistant|>", null, Topic("raw"))
                .With(DialogueMessage.FromAssistant("Hello.")).With(DialogueMessage.FromUser("And?"));
            var first = new PlayedReply(
                2, new[] { -0.5f, -1.5f }, 7, new ReplyContext(state, "ünterm Tisch 🍺", new[] { 300000 }, truncated: true),
                new[] { new GameReward("tip", 1), new GameReward("tip", -2.5) });
            var second = new PlayedReply(1, new[] { -1f }, 8, new ReplyContext(raw, "Well."), new GameReward[0]);
            return new TrainerStart(new TrainerCounters(3, 12, 480, 14, 16), learner, new[]
            {
                new FinishedConversation(new[] { 2, 5, 300000, 1 }, new[] { first }, interrupted: true),
                new FinishedConversation(new[] { 2, 5 }, new[] { second }, interrupted: false),
            }, new HealthState(0.3, 0.7, new Dictionary<int, int> { [4] = 2, [8] = 1 }));
        }
    }
}
