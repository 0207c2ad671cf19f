using System;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Scheduling;

namespace Repartee.Concurrency.Tests
{
    /// <summary>A reply that a game's loop looks at while the actor's thread makes it.</summary>
    public sealed class PendingReplyTests
    {
        [Test]
        public void ALoopSeesTextGrowAndOneEndWhoeverGivesUp() => Schedules.Hold(() =>
        {
            var reply = new PendingReply(onText: null, CancellationToken.None);
            var made = new TaskCompletionSource<NpcReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            Strand? actor = null;
            reply.Begin((hear, giveUp) =>
            {
                actor = Strand.Start("actor", () => Make(made, hear, giveUp));
                return made.Task;
            });
            var impatient = Strand.Start("impatient", () => Strand.Undivided(reply.Cancel));
            string before = "";
            for (int frame = 0; frame < 4 && !reply.IsDone; frame++)
            {
                string text = reply.Text;
                Strand.Expect(
                    text.StartsWith(before, StringComparison.Ordinal),
                    $"Expected text that goes on from \"{before}\", but found \"{text}\".");
                before = text;
                Strand.Yield("next frame");
            }

            Strand.Until(() => reply.IsDone);
            Strand.Join(actor!, impatient);
            if (reply.Error is Exception error)
                Strand.Expect(error is OperationCanceledException, $"Expected at most a cancellation, but found {error.GetType().Name}.");
            else
                Strand.Expect(reply.Reply.Text == "one two" && reply.Text == "one two", $"Expected the reply, but found \"{reply.Text}\".");
            Strand.Expect(reply.Completion.IsCompletedSuccessfully, "Expected an end that can be awaited.");
            reply.Cancel();
        });

        private static void Make(TaskCompletionSource<NpcReply> made, Action<string> hear, CancellationToken giveUp)
        {
            hear("one ");
            hear("two");
            if (giveUp.IsCancellationRequested)
                made.SetException(new OperationCanceledException(giveUp));
            else
                made.SetResult(new NpcReply(new ReplyContext(DialogueState.Begin("A guard."), "one two"), FinishReason.Stop, 2, 0));
        }
    }
}
