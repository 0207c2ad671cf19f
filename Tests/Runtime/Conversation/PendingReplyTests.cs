#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;

namespace Repartee.Tests.Conversation
{
    public sealed class PendingReplyTests
    {
        private SteppedHost host = new SteppedHost();
        private NpcConversation conversation = null!;

        [SetUp]
        public void BeginConversation()
        {
            host = new SteppedHost();
            conversation = new NpcConversation(host, DialogueState.Begin("You keep the tavern."), seed: 1, recorded: true);
        }

        [Test]
        public void TheTextGrowsByWholeCharactersUntilTheReplyIsDone()
        {
            var pending = conversation.Ask("Is the ale cold?");
            Assert.That((pending.IsDone, pending.Text, pending.Error), Is.EqualTo((false, "", (Exception?)null)));
            var ids = host.Encoder.EncodeReply("Å 狼!");
            var seen = new List<string>();
            foreach (int id in ids)
            {
                host.Speak(new[] { id }, id == ids.Last() ? FinishReason.Stop : null);
                seen.Add(pending.Text);
            }

            Assert.That(seen.Distinct(), Has.All.Matches<string>(text => "Å 狼!".StartsWith(text, StringComparison.Ordinal)));
            Assert.That(seen.Last(), Is.EqualTo("Å 狼!"));
            Assert.That(ids, Has.Length.GreaterThan(5), "a character of one token could not be torn");
            Assert.That(pending.IsDone, Is.False);
            Assert.That(
                () => pending.Reply, Throws.InvalidOperationException.With.Message.EqualTo(
                    "Expected a finished reply, but it is still being made. Wait until PendingReply.IsDone."));
            host.End(GenerationOutcome.Finished);
            Assert.That((pending.IsDone, pending.Text, pending.Error), Is.EqualTo((true, "Å 狼!", (Exception?)null)));
            Assert.That((pending.Reply.Text, pending.Reply.TokenCount), Is.EqualTo(("Å 狼!", ids.Length)));
            Assert.That(conversation.State.Messages.Last().Content, Is.EqualTo("Å 狼!"));
        }

        [Test]
        public void LookingEachFrameAllocatesNothing()
        {
            var pending = conversation.Ask("Is the ale cold?");
            Assert.That(BytesOfFrames(pending), Is.Zero, "before the first word");
            host.Speak(host.Encoder.Tokenizer.Encode("The ale"));
            Assert.That(pending.Text, Is.EqualTo("The ale"));
            Assert.That(BytesOfFrames(pending), Is.Zero, "while nothing new is said");
            host.Speak(host.Encoder.EncodeReply(" is"), FinishReason.Stop);
            host.End(GenerationOutcome.Finished);
            Assert.That(BytesOfFrames(pending), Is.Zero, "once it is done");
        }

        [Test]
        public void AMissedDeadlinePutsTheFallbackInPlaceOfWhatWasHeard()
        {
            var options = new ReplyOptions { Deadline = TimeSpan.FromSeconds(2), Fallback = "Hm." };
            var pending = conversation.Ask("Is the ale cold?", options);
            host.Speak(host.Encoder.Tokenizer.Encode("The ale"));
            Assert.That((host.Deadline, pending.Text), Is.EqualTo((TimeSpan.FromSeconds(2), "The ale")));
            host.End(GenerationOutcome.DeadlinePassed);
            Assert.That((pending.IsDone, pending.Text, pending.Reply.IsFallback), Is.EqualTo((true, "Hm.", true)));
            Assert.That(conversation.State.Messages.Last().Content, Is.EqualTo("Hm."));
        }

        [Test]
        public void WithoutAFallbackTheErrorSaysWhatToDoAndTheLineMayBeSaidAgain()
        {
            var pending = conversation.Ask("Is the ale cold?", new ReplyOptions { Deadline = TimeSpan.FromSeconds(2) });
            host.End(GenerationOutcome.DeadlinePassed);
            Assert.That(pending.Error, Is.TypeOf<TimeoutException>().With.Message.Contains("set ReplyOptions.Fallback"));
            Assert.That(() => pending.Reply, Throws.Exception.SameAs(pending.Error));
            Assert.That(conversation.State.Messages, Is.Empty);
            var again = conversation.Ask("Is the ale cold?");
            host.Answer("Aye.");
            Assert.That(again.Reply.Text, Is.EqualTo("Aye."));
        }

        [TestCase(true)]
        [TestCase(false)]
        public void ACancelledReplyLeavesTheConversationAsItWas(bool byToken)
        {
            using var cancellation = new CancellationTokenSource();
            var options = new ReplyOptions { Deadline = TimeSpan.FromSeconds(2), Fallback = "Hm." };
            var pending = conversation.Ask("Is the ale cold?", options, cancellation.Token);
            host.Speak(host.Encoder.Tokenizer.Encode("The ale"));
            Assert.That(host.Job.IsGivenUp, Is.False);
            if (byToken)
                cancellation.Cancel();
            else
                pending.Cancel();
            Assert.That(host.Job.IsGivenUp, Is.True);
            host.Speak(host.Encoder.Tokenizer.Encode(" is warm"));
            host.End(byToken ? GenerationOutcome.Cancelled : GenerationOutcome.DeadlinePassed);
            Assert.That(pending.IsDone, Is.True);
            Assert.That(pending.Error, Is.InstanceOf<OperationCanceledException>());
            Assert.That(() => pending.Reply, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(pending.Text, Is.EqualTo("The ale"), "nothing more is heard once it is given up");
            Assert.That(conversation.State.Messages, Is.Empty);
            Assert.That(pending.Cancel, Throws.Nothing);
            conversation.Ask("Is the ale cold?");
            Assert.That(host.Job.IsGivenUp, Is.False);
        }

        [Test]
        public void AnActorThatStopsIsToldApartFromACancellation()
        {
            var pending = conversation.Ask("Is the ale cold?");
            host.End(GenerationOutcome.Cancelled);
            Assert.That(
                pending.Error,
                Is.InstanceOf<OperationCanceledException>().With.Message.EqualTo("The actor stopped before the reply was finished."));
        }

        [Test]
        public void AListenerHearsThePiecesToo()
        {
            var pieces = new List<string>();
            PendingReply? pending = null;
            var options = new ReplyOptions { OnText = piece => pieces.Add(piece + "|" + pending!.Text) };
            pending = conversation.Ask("Is the ale cold?", options);
            host.Speak(host.Encoder.Tokenizer.Encode("Aye"));
            host.Speak(host.Encoder.Tokenizer.Encode(", cold"));
            Assert.That(pieces, Is.EqualTo(new[] { "Aye|Aye", ", cold|Aye, cold" }));
        }

        [Test]
        public void WhatAListenerThrowsIsTheError()
        {
            var pending = conversation.Ask("Is the ale cold?", new ReplyOptions { OnText = _ => throw new FormatException("no bubble") });
            host.Speak(host.Encoder.Tokenizer.Encode("Aye"));
            Assert.That(host.Job.Outcome, Is.EqualTo(GenerationOutcome.CallerFailed));
            host.End(host.Job.Outcome);
            Assert.That(
                pending.Error, Is.InstanceOf<InvalidOperationException>().With.Message.EqualTo("ReplyOptions.OnText threw: no bubble"));
        }

        [Test]
        public void WhatTheActorThrowsIsTheError()
        {
            var pending = conversation.Ask("Is the ale cold?");
            var thrown = new NotSupportedException("no such layer");
            host.Fail(thrown);
            Assert.That(pending.Error, Is.SameAs(thrown));
            Assert.That(() => pending.Reply, Throws.Exception.SameAs(thrown));
            Assert.That(conversation.State.Messages, Is.Empty);
        }

        [TestCase(true)]
        [TestCase(false)]
        public void CompletionComesWithTheEndAndNeverFails(bool fails)
        {
            var pending = conversation.Ask("Is the ale cold?");
            var completion = pending.Completion;
            host.Speak(host.Encoder.EncodeReply("Aye."), FinishReason.Stop);
            Assert.That(completion.IsCompleted, Is.False);
            if (fails)
                host.Fail(new NotSupportedException("no such layer"));
            else
                host.End(GenerationOutcome.Finished);
            Assert.That((pending.IsDone, completion.IsCompletedSuccessfully, pending.Error is null), Is.EqualTo((true, true, !fails)));
        }

        [Test]
        public void SolutionsAndTagsBelongToTheLineAndReachTheRewards()
        {
            var tags = new Dictionary<string, string> { ["keywords"] = "cellar" };
            conversation.Ask("Is the ale cold?", new ReplyOptions { Solutions = new[] { "Cold as the cellar." }, Tags = tags });
            host.Answer("Aye.");
            conversation.Ask("And the wine?");
            host.Answer("Warm.");
            conversation.Complete();
            var states = host.Recorded.Single().Replies.Select(reply => reply.Context.State).ToArray();
            Assert.That(states.Select(state => state.Solutions.Count), Is.EqualTo(new[] { 1, 0 }));
            Assert.That(states[0].Solutions, Is.EqualTo(new[] { "Cold as the cellar." }));
            Assert.That(states.Select(state => state.Tags["keywords"]), Is.EqualTo(new[] { "cellar", "cellar" }), "tags stay");
        }

        [Test]
        public void AskingAtTheWrongTimeThrowsAtOnce()
        {
            conversation.Ask("Is the ale cold?");
            Assert.That(() => conversation.Ask("Hello?"), Throws.InvalidOperationException.With.Message.Contains("one reply at a time"));
            host.Answer("Aye.");
            Assert.That(() => conversation.Ask(), Throws.InvalidOperationException.With.Message.Contains("the NPC spoke last"));
        }

        [Test]
        public void AnNpcMayBeAskedWithoutALine()
        {
            var greeted = new NpcConversation(
                host, DialogueState.Begin("You keep the tavern.").With(DialogueMessage.FromUser("Hello!")), seed: 1, recorded: false);
            var pending = greeted.Ask();
            host.Answer("Welcome!");
            Assert.That(pending.Reply.Text, Is.EqualTo("Welcome!"));
            Assert.That(greeted.State.Messages.Select(m => m.Content), Is.EqualTo(new[] { "Hello!", "Welcome!" }));
        }

        /// <summary>Of the best of three rounds: what frames allocate shows in each, what happens once beside them does not.</summary>
        private static long BytesOfFrames(PendingReply pending)
        {
            Frames(pending, 2);                                                 // compiles what is called
            return Enumerable.Range(0, 3).Select(_ =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Frames(pending, 1000);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }).ToArray().Min();
        }

        private static int Frames(PendingReply pending, int count)
        {
            int letters = 0;
            for (int i = 0; i < count; i++)
                letters += pending.IsDone && pending.Error is null ? pending.Text.Length : pending.Text.Length + 1;
            return letters;
        }
    }
}
