#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Frozen;
using Repartee.Frozen.Gguf;
using Repartee.Prompting;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Sessions.Recordings;
using Repartee.Sessions.Wire;
using Repartee.Training.Actor;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Recordings
{
    public sealed class RecordingTests : TrainerTests
    {
        private string Tape => Named("tape.msgpack");

        private PromptEncoder Encoder { get; set; } = null!;

        [OneTimeSetUp]
        public void ReadEncoder() => Encoder = ActorFolder.Open(ActorPath).Encoder;

        [Test]
        public async Task WhatASessionPlayedIsReadBackAsItWas()
        {
            var handedOver = new List<FinishedConversation>();
            var options = Options("run") with { RecordingFile = Tape, Seed = 9 };        // no reply spells a role, which would end its episode
            await using (var session = await TrainingSession.StartAsync(options))
            {
                foreach (var row in Rows)
                {
                    var talk = session.BeginConversation(row);
                    await talk.ReplyAsync();
                    await talk.ReplyAsync("And then?");
                    talk.AddReward("smile", 0.25);
                    talk.Interrupt();
                }
            }

            var recording = Recording.Read(Tape);
            Assert.That(recording.Conversations, Has.Count.EqualTo(Rows.Count));
            Assert.That(recording.TornBytes, Is.Zero);
            var only = recording.Sessions.Single();
            Assert.That((only.Template, only.Seed, only.Temperature, only.Actor.Length), Is.EqualTo(("repartee", 9UL, 1.0, 64)));
            Assert.That(only.RunId, Has.Length.EqualTo(32));
            Assert.That(only.Began, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(5)));
            var first = recording.Conversations[0];
            Assert.That(first.Interrupted, Is.True);
            Assert.That(first.Replies, Has.Count.EqualTo(2));
            Assert.That(first.Replies[0].Context.State.LastUserMessage!.Content, Is.EqualTo("Is the ale cold?"));
            Assert.That(first.Replies[1].Context.State.Messages.Select(m => m.Content), Is.EqualTo(
                new[] { "Is the ale cold?", first.Replies[0].Context.Reply, "And then?" }));
            Assert.That(first.Replies[1].GameRewards.Single(), Is.EqualTo(new KeyValuePair<string, double>("smile", 0.25)));
            Assert.That(first.Replies.Select(r => r.MeanLogProb), Is.All.LessThan(0));
            Assert.DoesNotThrow(() => recording.RequireReadableBy(Encoder));
        }

        [Test]
        public async Task AFrozenActorsPlayIsRecordedWithTheLogProbsOfItsWeights()
        {
            await using (var session = await TrainingSession.StartAsync(Options()))
                await session.FreezeAsync(Named("frozen.gguf"), GgufType.F32);
            using (var actor = FrozenActor.Load(Named("frozen.gguf")))
            {
                await actor.BeginConversation(Rows[1]).ReplyAsync();
                using var recorder = ConversationRecorder.Record(actor, Tape, seed: 5);
                var talk = actor.BeginConversation(Rows[0]);
                await talk.ReplyAsync();
                talk.Complete();
                Assert.That(recorder.Recorded, Is.EqualTo(1));
                Assert.Throws<InvalidOperationException>(() => ConversationRecorder.Record(actor, Named("second.msgpack")));
            }

            var recording = Recording.Read(Tape);
            recording.RequireReadableBy(Encoder);                              // the folder's tokenizer is the frozen file's
            var options = Options() with { Replay = new ReplayOptions(), Ppo = SmallPpo with { BufferSize = 1, MinibatchSize = 1, Epochs = 1 } };
            await using var learner = await TrainingSession.StartAsync(options);
            await new ReplayPlayer(learner, new[] { recording }, options).PlayAsync(1);
            Assert.That(learner.Progress.Metrics["replay/drift"], Is.LessThan(1e-4), "the same weights");
            Assert.That(learner.Progress.Metrics["replay/weight_mean"], Is.EqualTo(1).Within(1e-4));
        }

        [Test]
        public async Task AFrozenActorThatDoesNotSampleFromItsWholeDistributionIsNotRecorded()
        {
            await using (var session = await TrainingSession.StartAsync(Options()))
                await session.FreezeAsync(Named("frozen.gguf"), GgufType.F32);
            using var actor = FrozenActor.Load(Named("frozen.gguf"), new FrozenActorOptions { Sampling = SamplingOptions.Greedy });
            Assert.That(
                () => ConversationRecorder.Record(actor, Tape),
                Throws.ArgumentException.With.Message.StartsWith("Expected an actor that samples from the whole distribution, but found " +
                    "top-k"));
            Assert.That(File.Exists(Tape), Is.False);
        }

        [Test]
        public void EveryTornEndCostsTheLastConversationAloneAndIsTold()
        {
            Record(1, 2);
            long before = new FileInfo(Tape).Length;
            byte[] whole = Recorded(3);
            for (long length = before; length < whole.Length; length++)
            {
                File.WriteAllBytes(Tape, whole.Take((int)length).ToArray());
                var torn = Recording.Read(Tape);
                Assert.That(Numbers(torn), Is.EqualTo(new[] { 1, 2 }), $"{length} bytes");
                long afterSession = length - torn.TornBytes;
                using (var recorder = Open())
                {
                    Assert.That(recorder.CutBytes, Is.EqualTo(torn.TornBytes));
                    recorder.Take(Conversation(4));
                }

                var again = Recording.Read(Tape);
                Assert.That(Numbers(again), Is.EqualTo(new[] { 1, 2, 4 }), $"{length} bytes");
                Assert.That(again.TornBytes, Is.Zero);
                Assert.That(afterSession, Is.GreaterThanOrEqualTo(before));
            }
        }

        [Test]
        public void AFurtherSessionIsAppended()
        {
            Record(1, 2);
            byte[] before = File.ReadAllBytes(Tape);
            Record(3);
            Assert.That(File.ReadAllBytes(Tape).Take(before.Length), Is.EqualTo(before));
            Assert.That(Numbers(Recording.Read(Tape)), Is.EqualTo(new[] { 1, 2, 3 }));
            Assert.That(Recording.Read(Tape).Sessions, Has.Count.EqualTo(2));
        }

        [Test]
        public void AnotherTokenizerIsRefusedWithBothHashes()
        {
            Record(1);
            var special = ChatTemplate.Repartee.SpecialTokens;
            var other = new PromptEncoder(
                new ByteLevelBpeTokenizer(BpeTrainer.Train(new[] { "something else altogether" }, 256 + special.Count + 4, special)), ChatTemplate.Repartee);
            string mine = TokenizerFingerprint.Of(other.Tokenizer), theirs = TokenizerFingerprint.Of(Encoder.Tokenizer);
            string message = $"{Tape}: expected a recording of an actor with the tokenizer {mine}, but found one with {theirs}: its " +
                "tokens mean " +
                "something else. Name the actor that was recorded, or one trained from it; or another recording.";
            byte[] before = File.ReadAllBytes(Tape);
            Assert.That(
                () => Recording.Read(Tape).RequireReadableBy(other), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(message));
            Assert.That(
                () => ConversationRecorder.Open(Tape, other, new RecordedSession()), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(message));
            Assert.That(File.ReadAllBytes(Tape), Is.EqualTo(before), "nothing was written over");
        }

        [Test]
        public void AFileOfAnotherKindIsRefusedAndLeftAsItIs()
        {
            File.WriteAllText(Tape, "my novel, the only copy");
            Assert.That(
                () => Recording.Read(Tape), Throws.TypeOf<InvalidDataException>().With.Message.Contains("but found no whole record in it"));
            Assert.That(() => Open(), Throws.TypeOf<InvalidDataException>());
            Assert.That(File.ReadAllText(Tape), Is.EqualTo("my novel, the only copy"));
        }

        [Test]
        public void WhatARecordMayNotHoldIsRefusedWithItsPlace()
        {
            Record(1);
            long end = new FileInfo(Tape).Length;
            var cases = new Dictionary<string, FinishedConversation>
            {
                ["a log-prob that is no number of 0 or less."] = Conversation(2, logProb: float.NaN),
                ["a reply of 1 tokens at 0, where 1 is the first free one."] = Conversation(2, start: 0),
                ["a conversation without a reply."] = new FinishedConversation(new[] { 1 }, Array.Empty<PlayedReply>(), false),
                ["a reward that is no finite number."] = Conversation(2, reward: double.PositiveInfinity),
            };
            foreach (var wrong in cases)
            {
                File.WriteAllBytes(Named("wrong"), File.ReadAllBytes(Tape).Concat(RecordingFormat.Conversation(wrong.Value)).ToArray());
                Assert.That(
                    () => Recording.Read(Named("wrong")),
                    Throws.TypeOf<InvalidDataException>().With.Message.Contains($"byte {end}").And.Message.Contains(wrong.Key));
            }
        }

        [Test]
        public void AnotherFormatIsNamed()
        {
            var writer = new PackWriter();
            writer.WriteArrayHeader(4);
            writer.Write(0);
            writer.Write("repartee.recording");
            writer.Write(9);
            writer.Write("?");
            File.WriteAllBytes(Tape, RecordFrame.Write(writer.ToArray()));
            Assert.That(
                () => Recording.Read(Tape), Throws.TypeOf<InvalidDataException>().With.Message.Contains("found format 9 with 4 fields"));
        }

        // Checksums are made right again, so that what is behind them is reached. REPARTEE_FUZZ sets how many.
        [Test]
        public void DamagedRecordsGiveTypedErrorsAlone()
        {
            int times = int.TryParse(Environment.GetEnvironmentVariable("REPARTEE_FUZZ"), out int wanted) ? wanted : 3000;
            byte[] session = Unframed(RecordingFormat.Session(new RecordedSession { Tokenizer = "t", Template = "repartee" }));
            byte[] conversation = Unframed(RecordingFormat.Conversation(Conversation(3)));
            var random = new Random(4);
            int refused = 0;
            for (int i = 0; i < times; i++)
            {
                byte[] record = (byte[])(i % 3 == 0 ? session : conversation).Clone();
                for (int hits = random.Next(1, 5); hits > 0; hits--)
                    record[random.Next(record.Length)] = (byte)random.Next(256);
                if (random.Next(4) == 0)
                    record = record.Take(random.Next(record.Length)).ToArray();
                try
                {
                    RecordingFormat.Read(record, isFirst: i % 3 == 0);
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }

            Assert.That(refused, Is.GreaterThan(times / 3));
            TestContext.Out.WriteLine($"{times} damaged records, {refused} refused, the others read");
        }

        [Test]
        public void AFullDiskStopsTheRecordingAndNotTheGame()
        {
            var heard = new List<Exception>();
            byte[] one = RecordingFormat.Conversation(Conversation(1));
            using var room = new FixedStream(new byte[one.Length + 20]);
            using var recorder = new ConversationRecorder(room, "disk", 0, heard.Add);
            for (int i = 0; i < 3; i++)
                recorder.Take(Conversation(1));
            Assert.That((recorder.Recorded, recorder.Lost), Is.EqualTo((1L, 2L)));
            Assert.That(heard.Single(), Is.SameAs(recorder.Error).And.Message.EqualTo("No space left on device"));
        }

        /// <summary>A disk with no more room than this.</summary>
        private sealed class FixedStream : MemoryStream
        {
            internal FixedStream(byte[] room)
                : base(room)
            {
            }

            public override void Write(byte[] buffer, int offset, int count)
            {
                if (Position + count > Length)
                    throw new IOException("No space left on device");
                base.Write(buffer, offset, count);
            }
        }

        private static byte[] Unframed(byte[] frame) => frame.Skip(12).ToArray();

        private static IEnumerable<int> Numbers(Recording recording) => recording.Conversations.Select(c => c.Played.Tokens[0]);

        private ConversationRecorder Open(Action<Exception>? failed = null) =>
            ConversationRecorder.Open(Tape, Encoder, new RecordedSession { Actor = "weights", Seed = 3 }, failed);

        private void Record(params int[] numbers)
        {
            using var recorder = Open();
            foreach (int number in numbers)
                recorder.Take(Conversation(number));
        }

        /// <summary>The file with one conversation more in a session of its own.</summary>
        private byte[] Recorded(int number)
        {
            Record(number);
            return File.ReadAllBytes(Tape);
        }

        private static FinishedConversation Conversation(int number, int start = 1, float logProb = -0.5f, double reward = 1) => new FinishedConversation(
            new[] { number, 2 },
            new[]
            {
                new PlayedReply(
                    start, new[] { logProb }, 0, new ReplyContext(Rows[0], "Yes.", new[] { 2 }), new[] { new GameReward("smile", reward) }),
            },
            interrupted: false);
    }
}
