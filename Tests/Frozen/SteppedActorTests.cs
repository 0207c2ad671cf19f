#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;

namespace Repartee.Frozen.Tests
{
    /// <summary>In the game's loop: no thread but the test's, and a clock that advances a little whenever somebody looks.</summary>
    public sealed class SteppedActorTests
    {
        private static readonly SamplingOptions Short = new SamplingOptions { MaxTokens = 16 };
        private TemporaryFolder folder = null!;
        private FrozenActor actor = null!;
        private TimeSpan now;

        private string Path => folder["actor.gguf"];

        [OneTimeSetUp]
        public void WriteActor()
        {
            folder = new TemporaryFolder();
            TinyActor.Write(Path);
        }

        [OneTimeTearDown]
        public void DeleteFolder() => folder.Dispose();

        [SetUp]
        public void LoadActor()
        {
            now = TimeSpan.FromHours(1);
            actor = FrozenActor.Load(Path, new FrozenActorOptions { Stepped = true, Threads = 8, Sampling = Short, Clock = Look });
        }

        [TearDown]
        public void DisposeActor() => actor.Dispose();

        [TestCase(false)]
        [TestCase(true)]
        public void AReplyIsPolledAndEverythingRunsOnTheGamesThread(bool onAnEnginesThread)
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(onAnEnginesThread ? new NoContext() : null);
            try
            {
                var threads = new HashSet<int>();
                NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
                string heard = "";
                PendingReply pending = conversation.Ask("Is the ale cold?", new ReplyOptions
                {
                    OnText = piece =>
                    {
                        heard += piece;
                        threads.Add(Environment.CurrentManagedThreadId);
                    },
                });
                int steps = 1;
                for (; actor.Step(0); steps++)
                {
                    Assert.That((pending.IsDone, pending.Text), Is.EqualTo((false, heard)), $"step {steps}");
                }

                Assert.That(pending.IsDone, Is.True, "as soon as the last step is over");
                Assert.That((pending.Error, pending.Text, pending.Reply.Text), Is.EqualTo((default(Exception), heard, heard)));
                Assert.That(threads, Is.EqualTo(new[] { Environment.CurrentManagedThreadId }));
                Assert.That(steps, Is.GreaterThan(3 * pending.Reply.TokenCount), "a token is two layers and a head");
                Assert.That(conversation.State.Messages.Last(), Is.EqualTo(DialogueMessage.FromAssistant(heard)));
                Assert.That(conversation.Ask("And now?").IsDone, Is.False);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }

        [TestCase(false)]
        [TestCase(true)]
        public void AContinuationIsDoneWithTheLastStep(bool onAnEnginesThread)
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(onAnEnginesThread ? new NoContext() : null);
            try
            {
                Task<Continuation> said = actor.GenerateAsync(new[] { 2, 80, 90 }, Short);
                Task prepared = actor.PrepareAsync(TinyActor.Smithy);
                Run();
                Assert.That((said.IsCompletedSuccessfully, prepared.IsCompletedSuccessfully), Is.EqualTo((true, true)));
                Assert.That(said.Result.Ids, Is.Not.Empty);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }

        [Test]
        public async Task AnActorWithThreadsSaysTheSame()
        {
            using FrozenActor threaded = FrozenActor.Load(Path, new FrozenActorOptions { Threads = 2, Sampling = Short });
            NpcConversation one = actor.BeginConversation(TinyActor.Tavern), other = threaded.BeginConversation(TinyActor.Tavern);
            for (int turn = 0; turn < 4; turn++) Assert.That(Ask(one, $"{turn}?"), Is.EqualTo((await other.ReplyAsync($"{turn}?")).Text));
        }

        [Test]
        public void AMissedDeadlineIsAnsweredByTheFallback()
        {
            const string Fallback = "Mind your own business.";
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            string heard = "";
            PendingReply pending = conversation.Ask(
                "Is the ale cold?",
                new ReplyOptions { Deadline = TimeSpan.FromSeconds(2), Fallback = Fallback, OnText = piece => heard += piece });
            for (int i = 0; i < 20; i++) actor.Step(0);
            string before = heard;
            now += TimeSpan.FromSeconds(2);
            Run();
            Assert.That((pending.Reply.Text, pending.Reply.IsFallback, pending.Reply.TokenCount), Is.EqualTo((Fallback, true, 0)));
            Assert.That(heard, Does.StartWith(before), "a piece of the pass that was under way may still come");
            string after = heard;
            Assert.That(conversation.State.Messages.Last().Content, Is.EqualTo(Fallback));
            Assert.That(Ask(conversation, "Well?"), Is.Not.Null);
            Assert.That(heard, Is.EqualTo(after));
        }

        [Test]
        public void MoreRepliesThanMayWaitAreRefusedAndTheirNpcsSayTheirFallback()
        {
            using FrozenActor small = FrozenActor.Load(Path, new FrozenActorOptions { Stepped = true, Sampling = Short, MaxWaiting = 2 });
            var fallback = new ReplyOptions { Fallback = "One moment." };
            PendingReply[] asked = Enumerable.Range(0, 3).Select(_ => small.BeginConversation(TinyActor.Tavern).Ask("Ale?", fallback)).ToArray();
            Assert.That(asked.Select(reply => reply.IsDone), Is.EqualTo(new[] { false, false, true }));
            Assert.That((asked[2].Text, asked[2].Reply.IsFallback), Is.EqualTo(("One moment.", true)));
            while (!asked[0].IsDone || !asked[1].IsDone) small.Step(1000);
            Assert.That(small.Replies.ToString(), Is.EqualTo("3 asked: 2 answered, 0 late, 1 refused, 0 given up, 0 on their way"));
        }

        [Test]
        public void WithoutAFallbackAMissedDeadlineIsAnError()
        {
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            PendingReply pending = conversation.Ask("Is the ale cold?", new ReplyOptions { Deadline = TimeSpan.FromSeconds(2) });
            actor.Step(0);
            now += TimeSpan.FromSeconds(3);
            Run();
            Assert.That(pending.Error, Is.InstanceOf<TimeoutException>().With.Message.EqualTo(
                "Expected a reply within 00:00:02, but it was not finished. Allow more time, or set ReplyOptions.Fallback."));
            Assert.That(conversation.State.Messages, Is.Empty);
        }

        [Test]
        public void ACancelledReplyTakesThePlayersLineBack()
        {
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            PendingReply pending = conversation.Ask("Is the ale cold?");
            for (int i = 0; i < 15; i++) actor.Step(0);
            Assert.That(() => conversation.Ask("Hello?"), Throws.InvalidOperationException.With.Message.StartsWith(
                "Expected one reply at a time, but the NPC is still answering."));
            pending.Cancel();
            Run();
            Assert.That(pending.Error, Is.InstanceOf<OperationCanceledException>());
            Assert.That(conversation.State.Messages, Is.Empty);
            Assert.That(Ask(conversation, "Is the ale cold?"), Is.EqualTo(conversation.State.Messages.Last().Content));
        }

        [Test]
        public void ACancelledContinuationIsWhatWasSaidByThen()
        {
            using var cancellation = new CancellationTokenSource();
            using FrozenActor endless = FrozenActor.Load(Endless(), new FrozenActorOptions { Stepped = true, Clock = Look });
            while (endless.Step(0))
            {
                // until all weights are in memory
            }

            Task<Continuation> said = endless.GenerateAsync(
                new[] { 2, 80, 90 }, new SamplingOptions { MaxTokens = 100 }, cancellation: cancellation.Token);
            for (int i = 0; i < 3 * 4; i++) endless.Step(0);
            cancellation.Cancel();
            Assert.That(endless.Step(0), Is.False);
            Assert.That((said.Result.Finish, said.Result.Ids.Count), Is.EqualTo((FinishReason.Cancelled, 4)));
        }

        [Test]
        public void APreparedPersonaIsNotReadAgain()
        {
            int persona = actor.Encoder.Encode(TinyActor.Tavern).Length;
            Task prepared = actor.PrepareAsync(TinyActor.Tavern);
            Run();
            Assert.That((prepared.IsCompletedSuccessfully, actor.ReadTokens), Is.EqualTo((true, (long)persona)));
            foreach (string line in new[] { "Hello.", "Good evening." })
            {
                long before = actor.ReadTokens;
                int prompt = actor.Encoder.Encode(TinyActor.Tavern.With(DialogueMessage.FromUser(line))).Length;
                Ask(actor.BeginConversation(TinyActor.Tavern), line);
                // Behind the persona stands what begins a reply where it was prepared; now what begins the player's line, for the second of
                // which the first has read that too.
                int known = line == "Hello." ? persona - 1 : persona;
                Assert.That(actor.ReadTokens - before, Is.EqualTo(prompt - known), line);
            }
        }

        // An actor with random weights whose draws spell no role in this talk: after one that does, all is read anew.
        [TestCase(2UL)]
        [TestCase(3UL)]
        [TestCase(6UL)]
        [TestCase(7UL)]
        public void AConversationReadsOnlyWhatIsNew(ulong seed)
        {
            actor.Dispose();
            actor = FrozenActor.Load(Path, new FrozenActorOptions { Stepped = true, Sampling = Short, Clock = Look, Seed = seed });
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            Ask(conversation, "Hello.");
            for (int turn = 0; turn < 3; turn++)
            {
                long before = actor.ReadTokens;
                Ask(conversation, "What news?");
                // The last token that was said, the stop token if that was missing, and the line with its role tokens.
                int line = actor.Encoder.EncodeFollowUp(DialogueMessage.FromUser("What news?")).Length;
                Assert.That(actor.ReadTokens - before, Is.InRange(line + 1, line + 2), $"turn {turn}");
            }
        }

        // Tokens are sampled with everything that sampling knows. With streamed text there would be the strings.
        [TestCase(0, 1.0, 1.0)]
        [TestCase(1, 1.0, 1.0)]
        [TestCase(40, 0.9, 1.3)]
        public void ATokenAllocatesNothing(int topK, double topP, double penalty)
        {
            var sampling = new SamplingOptions { TopK = topK, TopP = topP, RepetitionPenalty = penalty, MaxTokens = 300 };
            int tokens = 0;
            using FrozenActor endless = FrozenActor.Load(Endless(), new FrozenActorOptions { Stepped = true, Clock = Look });
            Task<Continuation> said = endless.GenerateAsync(new[] { 2, 80, 90 }, sampling, onToken: _ => tokens++);
            while (tokens < 130) endless.Step(0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            while (tokens < 130 + 64) endless.Step(0);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
            Assert.That(said.IsCompleted, Is.False);
        }

        [Test]
        public void SeveralRepliesAtOnceAllocateNothingEither()
        {
            var sampling = new SamplingOptions { MaxTokens = 300 };
            int tokens = 0;
            using FrozenActor endless = FrozenActor.Load(Endless(), new FrozenActorOptions { Stepped = true, Clock = Look });
            for (int i = 0; i < 5; i++) endless.GenerateAsync(new[] { 2, 80, 90 + i }, sampling, seed: (ulong)i, onToken: _ => tokens++);
            while (tokens < 5 * 130) endless.Step(0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            while (tokens < 5 * (130 + 64)) endless.Step(0);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        // A look at the clock takes a thousandth of a millisecond, so that a unit of work takes a few.
        [TestCase(0.4)]
        [TestCase(0.6)]
        public void AStepMayTakeAFractionOfAMillisecond(double milliseconds)
        {
            using FrozenActor endless = FrozenActor.Load(Endless(), new FrozenActorOptions { Stepped = true, Clock = Look });
            endless.GenerateAsync(new[] { 2, 80, 90 }, new SamplingOptions { MaxTokens = 300 });
            TimeSpan begun = now;
            Assert.That(endless.Step(milliseconds), Is.True);
            Assert.That((now - begun).TotalMilliseconds, Is.EqualTo(milliseconds).Within(10).Percent);
        }

        [TestCase(-0.001)]
        [TestCase(double.NaN)]
        public void ATimeThatIsNoneIsRefused(double milliseconds) => Assert.That(
            () => actor.Step(milliseconds),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith(
                "Expected 0 milliseconds or more. Give the part of a frame that is free."));

        [Test]
        public void AStepWithoutEndDoesEverything()
        {
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            PendingReply pending = conversation.Ask("Hello.");
            Assert.That((actor.Step(double.PositiveInfinity), pending.IsDone), Is.EqualTo((false, true)));
            Assert.That(actor.Step(1), Is.False);
        }

        [Test]
        public void DisposingFromStreamedTextOrFromAReplyIsRefused()
        {
            const string Message =
                "Expected Dispose outside of the actor's own calls, but a receiver of text or of a reply called it. Dispose the " +
                "actor later.";
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            PendingReply pending = conversation.Ask("Hello.", new ReplyOptions { OnText = _ => actor.Dispose() });
            Run();
            Assert.That(
                pending.Error,
                Is.InstanceOf<InvalidOperationException>().With.Message.EqualTo("ReplyOptions.OnText threw: " + Message));
            Task after = actor.GenerateAsync(new[] { 2, 80 }, Short).ContinueWith(
                _ => actor.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Run();
            Assert.That(after.Exception?.InnerException, Is.InstanceOf<InvalidOperationException>().With.Message.EqualTo(Message));
            Assert.That(Ask(conversation, "Hello again."), Is.Not.Null);
        }

        [Test]
        public void SteppingInsideAStepIsRefused()
        {
            var options = new ReplyOptions { OnText = _ => actor.Step(1) };
            PendingReply pending = actor.BeginConversation(TinyActor.Tavern).Ask("Hello.", options);
            Run();
            Assert.That(pending.Error, Has.Message.StartsWith("ReplyOptions.OnText threw: Expected one call of Step at a time"));
        }

        [Test]
        public void AfterDisposingThereAreNoReplies()
        {
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            PendingReply pending = conversation.Ask("Hello.");
            actor.Step(0);
            actor.Dispose();
            Assert.That(pending.Error, Is.InstanceOf<OperationCanceledException>().With.Message.EqualTo(
                "The actor stopped before the reply was finished."));
            Assert.That(() => actor.Step(1), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(conversation.Ask("Hello?").Error, Is.InstanceOf<ObjectDisposedException>());
        }

        /// <summary>An actor that never ends a reply by itself.</summary>
        private string Endless()
        {
            if (!File.Exists(folder["endless.gguf"])) TinyActor.Write(folder["endless.gguf"], stops: false);
            return folder["endless.gguf"];
        }

        private TimeSpan Look() => now += new TimeSpan(TimeSpan.TicksPerMillisecond / 1000);

        private void Run()
        {
            int steps = 0;
            while (actor.Step(0)) Assert.That(++steps, Is.LessThan(10_000), "The work has no end.");
        }

        private string Ask(NpcConversation conversation, string line)
        {
            PendingReply pending = conversation.Ask(line);
            Run();
            return pending.Reply.Text;
        }

        /// <summary>As on an engine's main thread that never gets to run what is posted.</summary>
        private sealed class NoContext : SynchronizationContext
        {
            public override void Post(SendOrPostCallback d, object? state) => throw new NotSupportedException("nobody runs this");
        }
    }
}
