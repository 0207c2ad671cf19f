using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Concurrency.Tests.StandIns;
using Repartee.Conversation;
using Repartee.Scheduling;
using Repartee.Sessions.Client;
using Repartee.Sessions.Wire;

namespace Repartee.Concurrency.Tests
{
    /// <summary>A trainer's process that answers, dies, is stopped, or does not listen.</summary>
    public sealed class HostConnectionTests
    {
        [Test]
        public void EachReplyEndsOnceWhetherTheProcessDiesOrIsStopped() => Schedules.Hold(() =>
        {
            var process = new ScriptedProcess(reads: true);
            var listener = new CountingListener(_ => { });
            var connection = new HostConnection(process, listener, new HandClock(), TimeSpan.FromSeconds(5), [1]);
            int ends = 0;
            Strand Player(long id) => Strand.Start($"player {id}", () =>
            {
                var job = new GenerationJob([1], new SamplingOptions { MaxTokens = 1 }, seed: 0);
                var answered = connection.Expect(id, job);
                connection.Post([2]);
                Strand.Await(answered);
                Strand.Expect(answered.IsFaulted || job.Tokens.SequenceEqual([7]), "Expected a reply or a reason.");
                ends++;
            });
            Strand[] strands =
            [
                Strand.Start("process", () =>
                {
                    process.Greet();
                    process.Say(MessageKind.Answered, 6, Answer);
                }),
                Player(1),
                Player(2),
                Strand.Start("death", process.Kill),
            ];
            Strand.Await(connection.Ready);
            Strand.Await(connection.StopAsync(TimeSpan.FromSeconds(5)));
            Strand.Join(strands);
            Strand.Expect(ends == 2, $"Expected two ends, but found {ends}.");
            Strand.Expect(listener.Lost <= 1, $"Expected at most one loss, but found {listener.Lost}.");
        });

        [Test]
        public void AProcessThatDoesNotListenIsLostWhileItStillTalks() => Schedules.Hold(() =>
        {
            var process = new ScriptedProcess(reads: false);
            var conversations = new UnacknowledgedConversations(capacity: 10);
            var listener = new CountingListener(conversations.Acknowledge);
            var connection = new HostConnection(process, listener, new HandClock(), TimeSpan.FromSeconds(5), [1]);
            process.Greet();
            Strand.Await(connection.Ready);
            conversations.SendTo(connection.Post);
            Strand Player(int number) => Strand.Start($"player {number}", () =>
                conversations.Add(new FinishedConversation(new int[30], [], interrupted: false)));
            Strand[] strands =
            [
                Player(1),
                Player(2),
                Strand.Start("process", () => process.Say(MessageKind.Recorded, 1, writer => writer.Write(0L))),
            ];
            Strand.Join(strands);
            Strand.Until(() => listener.Lost == 1);
            Strand.Expect(listener.Reason.Contains("unread"), $"Expected unread messages as the reason, but found: {listener.Reason}");
            Strand.Expect(conversations.Count == 2, $"Expected two conversations for the next process, but found {conversations.Count}.");
        });

        [Test]
        public void AProcessThatDiesIsNotTakenForOneThatDoesNotListen() => Schedules.Hold(() =>
        {
            var process = new ScriptedProcess(reads: true);
            var listener = new CountingListener(_ => { });
            var connection = new HostConnection(process, listener, new HandClock(), TimeSpan.FromSeconds(5), [1]);
            process.Greet();
            Strand.Await(connection.Ready);
            var player = Strand.Start("player", () =>
            {
                connection.Post([2]);
                connection.Post([3]);
            });
            process.Kill();
            Strand.Join(player);
            Strand.Until(() => listener.Lost == 1);
            Strand.Expect(!listener.Reason.Contains("unread"), $"Expected a process that ended, but found: {listener.Reason}");
        });

        private static void Answer(PackWriter writer)
        {
            writer.Write(1L);
            writer.Write(true);
            writer.Write((int)FinishReason.Length);
            writer.Write(0L);
            writer.Write(new[] { 7 });
            writer.Write(new[] { -1f });
        }
    }
}
