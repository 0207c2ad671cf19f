#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions.Client;
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Tests.Client
{
    /// <summary>A trainer's process that is broken or means ill costs an error, and little memory.</summary>
    public sealed class HostilePeerTests
    {
        private const int Patience = 30_000;                                    // milliseconds

        private static readonly TrainingOptions Options = new TrainingOptions
        {
            ActorFolder = Path.Combine(BuildPaths.Root, "Samples~", "Tavern", "Actor"),
            Rewards = new WeightedReward().Add(new LengthReward(1, 3), 1),
        };

        private static string ActorFolder => Options.ActorFolder;

        [Test]
        public void AProgramThatIsNoTrainerIsRefused() => Refused(
            host => host.SayHello(magic: "cat"),
            "Expected the trainer's process to go on, but it said what can not be understood: it is no trainer of Repartee. (exit code 9; it said: oh no)");

        [Test]
        public void AnotherVersionIsRefusedWithBothNumbers() => Refused(
            host => host.SayHello(version: 7),
            "expected version 2 of the protocol, but found 7 (trainer host 9.9.9). Install the trainer host that belongs to this package again.");

        [Test]
        public void GarbageIsRefused() => Refused(host => host.SayRaw(0x3c, 0x68, 0x74, 0x6d, 0x6c, 0x3e), "can not be (at most 67108864)");

        [Test]
        public void AHugeLengthIsRefused() => Refused(host => host.SayRaw(0xff, 0xff, 0xff, 0x7f), "a message of 2147483647 bytes can not be");

        [Test]
        public void AMessageOfAnUnknownKindIsRefused() => Refused(
            host =>
            {
                host.SayHello();
                host.Say(writer =>
                {
                    writer.WriteArrayHeader(1);
                    writer.Write(99);
                });
            },
            "a message of the kind 99 is not known.");

        [Test]
        public void AProcessThatEndsAtOnceIsToldWithItsLastWords() => Refused(
            host => host.End(), "it ended before it said anything (exit code 9; it said: oh no). NPCs need another voice until it runs again.");

        [Test]
        public void SilenceIsTimedAndEnded()
        {
            var clock = new ManualClock();
            var host = new FakeHost();
            var starting = Start(host, Options with { Clock = clock });
            host.SayHello();
            host.Heard.Read();                                                  // it listens
            clock.Advance(TimeSpan.FromSeconds(1), times: 17);
            var error = Thrown(starting);
            Assert.That(error, Is.TypeOf<TrainerProcessException>().With.Message.Contains("but it was silent for 15 seconds"));
            Assert.That((host.Killed, host.Disposed), Is.EqualTo((true, true)));
        }

        [Test]
        public void AHeldUpWatchDoesNotCountAsSilence()
        {
            var clock = new ManualClock();
            var host = new FakeHost();
            var starting = Start(host, Options with { Clock = clock });
            host.SayHello();
            clock.Advance(TimeSpan.FromMinutes(10), times: 1);                  // a debugger held everything
            host.SayReady(ActorFolder);
            using var session = new Running(Finished(starting), host);
            Assert.That(session.Process.State, Is.EqualTo(TrainerProcessState.Running));
        }

        [TestCase(-1, 1, "a token is below 0.")]
        [TestCase(5, 2, "1 tokens came with 2 log-probs.")]
        public void TokensThatCannotBeEndTheProcessAndFailTheReply(int token, int logProbs, string message)
        {
            var host = new FakeHost();
            var starting = Start(host, Options);
            host.SayHello();
            host.SayReady(ActorFolder);
            using var session = new Running(Finished(starting), host);
            var reply = session.Process.BeginEvaluation(DialogueState.Begin("You keep the tavern."), 0).ReplyAsync("Hm?");
            host.Say(writer =>
            {
                writer.WriteArrayHeader(4);
                writer.Write((int)MessageKind.Tokens);
                writer.Write(1L);
                writer.Write(new[] { token });
                writer.Write(new float[logProbs]);
            });
            Assert.That(Thrown(reply), Is.TypeOf<TrainerProcessException>().With.Message.Contains(message));
            Assert.That(host.Killed, Is.True);
        }

        [TestCase(-1, 1, "a token is below 0.")]
        [TestCase(5, 2, "1 tokens came with 2 log-probs.")]
        public void LastTokensThatCannotBeDoSoToo(int token, int logProbs, string message)
        {
            var host = new FakeHost();
            var starting = Start(host, Options);
            host.SayHello();
            host.SayReady(ActorFolder);
            using var session = new Running(Finished(starting), host);
            var reply = session.Process.BeginEvaluation(DialogueState.Begin("You keep the tavern."), 0).ReplyAsync("Hm?");
            host.Say(writer =>
            {
                writer.WriteArrayHeader(7);
                writer.Write((int)MessageKind.Answered);
                writer.Write(1L);
                writer.Write(true);
                writer.Write((int)FinishReason.Length);
                writer.Write(0L);
                writer.Write(new[] { token });
                writer.Write(new float[logProbs]);
            });
            Assert.That(Thrown(reply), Is.TypeOf<TrainerProcessException>().With.Message.Contains(message));
            Assert.That(host.Killed, Is.True);
        }

        /// <summary>Whatever bytes come, the client ends with one kind of error and lives.</summary>
        [Test]
        public void TenThousandDamagedMessagesEndInOneKindOfError()
        {
            var random = new Random(11);
            for (int round = 0; round < 10_000; round++)
            {
                var writer = new PackWriter();
                new ReadyMessage(
                    new NativeBackendInfo("package", "there", "cpu", false, null, 1), null, "nowhere", "repartee", 160, 0,
                    new TrainingProgress(3, 4, 5, 0.5, new Dictionary<string, double> { ["a"] = 1 })).Write(writer);
                byte[] message = writer.ToArray();
                for (int i = random.Next(1, 4); i > 0; i--)
                    message[random.Next(message.Length)] = (byte)random.Next(256);
                var reader = new PackReader(message.Take(random.Next(1, message.Length + 1)).ToArray());
                try
                {
                    reader.ReadArrayHeader();
                    reader.ReadInt32();
                    ReadyMessage.Read(reader);
                }
                catch (PackException)
                {
                    // The only kind.
                }
            }
        }

        private static Task<TrainerProcess> Start(FakeHost host, TrainingOptions options) =>
            TrainerProcess.StartAsync(options, new TrainerProcessOptions(), () => host, CancellationToken.None);

        private static void Refused(Action<FakeHost> say, string message)
        {
            var host = new FakeHost();
            var starting = Start(host, Options);
            say(host);
            Assert.That(Thrown(starting), Is.TypeOf<TrainerProcessException>().With.Message.Contains(message));
            Assert.That(host.Disposed, Is.True);
        }

        private static T Finished<T>(Task<T> task)
        {
            Assert.That(task.Wait(Patience), Is.True);
            return task.Result;
        }

        private static Exception Thrown(Task task)
        {
            var error = Assert.Throws<AggregateException>(() => Assert.That(task.Wait(Patience), Is.True));
            return error!.InnerException!;
        }

        /// <summary>Stops the client at the end of a test.</summary>
        private sealed class Running : IDisposable
        {
            private readonly FakeHost host;

            internal Running(TrainerProcess process, FakeHost host)
            {
                Process = process;
                this.host = host;
            }

            internal TrainerProcess Process { get; }

            public void Dispose()
            {
                host.Say(writer =>
                {
                    writer.WriteArrayHeader(1);
                    writer.Write((int)MessageKind.Stopped);
                });
                host.End();
                Process.StopAsync().Wait(Patience);
            }
        }
    }
}
