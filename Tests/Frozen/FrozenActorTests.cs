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
using Repartee.Frozen.Tests.Decoding;

namespace Repartee.Frozen.Tests
{
    /// <summary>With a thread of its own.</summary>
    public sealed class FrozenActorTests
    {
        private static readonly SamplingOptions Short = new SamplingOptions { MaxTokens = 16 };
        private TemporaryFolder folder = null!;

        private string Path => folder["actor.gguf"];

        [OneTimeSetUp]
        public void WriteActor()
        {
            folder = new TemporaryFolder();
            TinyActor.Write(Path);
        }

        [OneTimeTearDown]
        public void DeleteFolder() => folder.Dispose();

        [Test]
        public async Task AConversationGrowsByLinesAndRepliesUntilItIsOver()
        {
            using FrozenActor actor = Load();
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            NpcReply first = await conversation.ReplyAsync("Is the ale cold?"), second = await conversation.ReplyAsync("And the stew?");
            Assert.That(conversation.State.Persona, Is.EqualTo(TinyActor.Tavern.Persona));
            Assert.That(conversation.State.Messages, Is.EqualTo(new[]
            {
                DialogueMessage.FromUser("Is the ale cold?"), DialogueMessage.FromAssistant(first.Text),
                DialogueMessage.FromUser("And the stew?"), DialogueMessage.FromAssistant(second.Text),
            }));
            foreach (NpcReply reply in new[] { first, second })
            {
                Assert.That(reply.TokenCount, Is.InRange(1, 16));
                Assert.That(reply.Finish, reply.TokenCount == 16 ? Is.AnyOf(FinishReason.Length, FinishReason.Stop) : Is.EqualTo(FinishReason.Stop));
                Assert.That((reply.IsFallback, reply.PolicyVersion), Is.EqualTo((false, 0L)));
            }

            conversation.Complete();
            Assert.That(() => conversation.Ask("Hello?"), Throws.InvalidOperationException.With.Message.EqualTo(
                "Expected an open conversation, but it is over. Begin another with BeginConversation."));
        }

        [Test]
        public async Task TheSeedAndTheNumberOfTheConversationDecideTheReplies()
        {
            async Task<string> Talk(ulong seed, int before)
            {
                using FrozenActor actor = Load(new FrozenActorOptions { Seed = seed });
                for (int i = 0; i < before; i++) actor.BeginConversation(TinyActor.Smithy);
                NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
                return (await conversation.ReplyAsync("Hello.")).Text + "|" + (await conversation.ReplyAsync("What news?")).Text;
            }

            string[] said = { await Talk(1, 0), await Talk(1, 1), await Talk(2, 0) };
            Assert.That(said, Is.Unique);
            Assert.That(await Talk(1, 1), Is.EqualTo(said[1]));
            Assert.That(await Talk(2, 0), Is.EqualTo(said[2]));
        }

        [Test]
        public async Task RepliesEndAtAStopTokenOrAtTheirLimit()
        {
            using FrozenActor actor = Load();
            var finishes = new HashSet<FinishReason>();
            for (int i = 0; i < 12; i++)
            {
                Continuation said = await actor.GenerateAsync(new[] { 2, 70, 71, 72, 1, 4 }, Short, seed: (ulong)i);
                Assert.That(said.Finish == FinishReason.Stop, Is.EqualTo(said.Ids.Last() == 1), "the end is token 1");
                Assert.That(said.Ids.Take(said.Ids.Count - 1), Has.None.EqualTo(1));
                Assert.That(said.Finish == FinishReason.Stop || said.Ids.Count == 16, Is.True);
                finishes.Add(said.Finish);
            }

            Assert.That(finishes, Is.EquivalentTo(new[] { FinishReason.Stop, FinishReason.Length }));
            Assert.That(actor.StopTokens, Is.EqualTo(new[] { 1 }));
        }

        [Test]
        public async Task AContinuationHasTheProbabilitiesOfPlainArithmetic()
        {
            using FrozenActor actor = Load();
            int[] prompt = actor.Encoder.Encode(TinyActor.Tavern).Ids.ToArray();
            var heard = new List<int>();
            Continuation said = await actor.GenerateAsync(
                prompt, new SamplingOptions { MaxTokens = 10, Temperature = 1.5, TopK = 20 }, seed: 4, onToken: heard.Add);
            Assert.That((said.PromptIds, said.LogProbs.Count), Is.EqualTo((prompt, said.Ids.Count)));
            Assert.That(heard, Is.EqualTo(said.Ids));
            double[][] logits = new ReferenceDecoder(Path, TinyActor.Shape(512)).Logits(prompt.Concat(said.Ids).ToArray());
            for (int i = 0; i < said.Ids.Count; i++)
            {
                double[] p = NaiveSampler.Softmax(logits[prompt.Length + i - 1].Select(logit => (float)logit), 1.5);
                Assert.That(said.LogProbs[i], Is.EqualTo(Math.Log(p[said.Ids[i]])).Within(1e-4), $"token {i}");
                Assert.That(p.Count(one => one > p[said.Ids[i]]), Is.LessThan(20), $"token {i} is one of the 20 likeliest");
            }
        }

        [Test]
        public async Task PiecesOfTextMakeTheReply()
        {
            using FrozenActor actor = Load();
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            for (int turn = 0; turn < 5; turn++)
            {
                string heard = "";
                NpcReply reply = await conversation.ReplyAsync($"Line {turn}", new ReplyOptions { OnText = piece => heard += piece });
                Assert.That(heard, Is.EqualTo(reply.Text));
            }
        }

        [Test]
        public async Task ConversationsAtOnceSayWhatTheySayAlone()
        {
            const int Guests = 20;
            async Task<string> Talk(NpcConversation conversation, int guest) =>
                (await conversation.ReplyAsync($"I am guest {guest}.")).Text + "|" + (await conversation.ReplyAsync("Well?")).Text;

            var alone = new List<string>();
            using (FrozenActor actor = Load())
            {
                for (int guest = 0; guest < Guests; guest++) alone.Add(await Talk(Begin(actor, guest), guest));
            }

            using FrozenActor crowded = Load(new FrozenActorOptions { Threads = 2, MaxCaches = 3 });
            NpcConversation[] conversations = Enumerable.Range(0, Guests).Select(guest => Begin(crowded, guest)).ToArray();
            string[] together = await Task.WhenAll(conversations.Select(Talk));
            Assert.That(together, Is.EqualTo(alone));
            Assert.That(together, Is.Unique);

            static NpcConversation Begin(FrozenActor actor, int guest) =>
                actor.BeginConversation(guest % 2 == 0 ? TinyActor.Tavern : TinyActor.Smithy);
        }

        [Test]
        public async Task AFullContextForgetsTheOldestLinesAndTheConversationGoesOn()
        {
            TinyActor.Write(folder["short.gguf"], context: 128);
            using FrozenActor actor = FrozenActor.Load(folder["short.gguf"], new FrozenActorOptions { Sampling = Short });
            NpcConversation conversation = actor.BeginConversation(TinyActor.Smithy);
            for (int turn = 0; turn < 12; turn++)
                Assert.That((await conversation.ReplyAsync($"This is line number {turn}.")).TokenCount, Is.InRange(1, 16));
            Assert.That(conversation.State.Messages, Has.Count.EqualTo(24));
            NpcConversation endless = actor.BeginConversation(TinyActor.Smithy);
            Assert.That(
                () => endless.ReplyAsync(new string('x', 200)),
                Throws.ArgumentException.With.Message.StartsWith(
                    "Expected a prompt of at most 112 tokens, but the persona and the last message take "));
            Assert.That((await endless.ReplyAsync("Short?")).TokenCount, Is.Positive);
        }

        [Test]
        public async Task AReceiverThatFailsEndsItsReplyAndNothingElse()
        {
            using FrozenActor actor = Load();
            NpcConversation conversation = actor.BeginConversation(TinyActor.Tavern);
            var options = new ReplyOptions { OnText = _ => throw new NotSupportedException("no bubbles here") };
            Assert.That(
                () => conversation.ReplyAsync("Hello.", options),
                Throws.InvalidOperationException.With.Message.EqualTo("ReplyOptions.OnText threw: no bubbles here")
                    .And.InnerException.InstanceOf<NotSupportedException>());
            Assert.That(conversation.State.Messages, Is.Empty);
            Assert.That(
                () => actor.GenerateAsync(new[] { 2, 80 }, Short, onToken: _ => throw new NotSupportedException("nor here")),
                Throws.InvalidOperationException.With.Message.EqualTo("The receiver of fresh tokens failed: nor here"));
            Assert.That((await conversation.ReplyAsync("Hello.")).TokenCount, Is.Positive);
        }

        [Test]
        public void PromptsThatAreNoneAreRefused()
        {
            using FrozenActor actor = Load();
            Assert.That(
                () => actor.GenerateAsync(new[] { 2, 270 }, Short),
                Throws.ArgumentException.With.Message.EqualTo(
                    "Expected token ids from 0 to 269, but found 270. Is it this actor's tokenizer?"));
            Assert.That(
                () => actor.GenerateAsync(new[] { 2 }, new SamplingOptions { TopP = 0 }),
                Throws.ArgumentException.With.Message.Contains("TopP"));
        }

        [Test]
        public async Task DisposingCancelsRepliesAndEndsTheActor()
        {
            TinyActor.Write(folder["endless.gguf"], stops: false);
            FrozenActor actor = FrozenActor.Load(
                folder["endless.gguf"], new FrozenActorOptions { Sampling = new SamplingOptions { MaxTokens = 400 } });
            using var speaking = new ManualResetEventSlim();
            using var closed = new ManualResetEventSlim();
            var options = new ReplyOptions
            {
                OnText = _ =>
                {
                    speaking.Set();
                    closed.Wait();
                },
            };
            // Sixteen have their turn, four wait; the thread is held up in the first pass in which somebody speaks.
            Task<NpcReply>[] replies = Enumerable.Range(0, 20).Select(i =>
                actor.BeginConversation(TinyActor.Tavern).ReplyAsync($"{i}?", options)).ToArray();
            speaking.Wait();
            Task disposed = actor.DisposeAsync().AsTask();
            SpinWait.SpinUntil(() => IsClosed(actor));
            closed.Set();
            await disposed;
            foreach (Task<NpcReply> reply in replies)
                Assert.That(() => reply, Throws.InstanceOf<OperationCanceledException>().With.Message.EqualTo(
                    "The actor stopped before the reply was finished."));
            NpcConversation late = actor.BeginConversation(TinyActor.Tavern);
            await actor.DisposeAsync();
            actor.Dispose();
            Assert.That(() => late.ReplyAsync("Hello?"), Throws.InstanceOf<ObjectDisposedException>().With.Message.StartsWith(
                "The frozen actor is disposed: load it again to get replies."));
            Assert.That(late.Ask("Hello?").Error, Is.InstanceOf<ObjectDisposedException>());
            Assert.That(() => actor.GenerateAsync(new[] { 2 }, Short), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => actor.PrepareAsync(TinyActor.Tavern), Throws.InstanceOf<ObjectDisposedException>());
        }

        [Test]
        public async Task DisposingFromStreamedTextIsRefused()
        {
            using FrozenActor actor = Load();
            Exception? refused = null;
            await actor.BeginConversation(TinyActor.Tavern).ReplyAsync(
                "Hello.", new ReplyOptions { OnText = _ => refused ??= Assert.Catch(actor.Dispose) });
            Assert.That(refused, Is.InstanceOf<InvalidOperationException>().With.Message.EqualTo(
                "Expected Dispose outside of the actor's own calls, but a receiver of text or of a reply called it. Dispose the " +
                "actor later."));
            Assert.That((await actor.GenerateAsync(new[] { 2, 80 }, Short)).Ids, Is.Not.Empty);
        }

        [Test]
        public void SteppingAnActorWithAThreadIsRefused()
        {
            using FrozenActor actor = Load();
            Assert.That(() => actor.Step(1), Throws.InvalidOperationException.With.Message.EqualTo(
                "Expected an actor that the game steps, but this one has a thread of its own. Load it with FrozenActorOptions.Stepped, " +
                "or do not call Step."));
        }

        [TestCase(-1)]
        [TestCase(65)]
        public void ThreadsOutOfTheirRangeAreRefused(int threads) =>
            Refused(new FrozenActorOptions { Threads = threads }, $"Threads: expected 0 to 64, but found {threads}.");

        [TestCase(0)]
        [TestCase(1025)]
        public void CachesOutOfTheirRangeAreRefused(int caches) =>
            Refused(new FrozenActorOptions { MaxCaches = caches }, $"MaxCaches: expected 1 to 1024, but found {caches}.");

        [Test]
        public void OtherOptionsOutOfTheirRangeAreRefused()
        {
            Refused(
                new FrozenActorOptions { Sampling = new SamplingOptions { TopK = -1 } },
                "TopK: expected 0 (all tokens) or more, but found -1.");
            Refused(
                new FrozenActorOptions { ChatTemplate = "klingon" },
                "Expected the name of a chat template (repartee, chatml, llama3, mistral, zephyr), but found \"klingon\".");
        }

        [Test]
        public void AFileThatIsMissingOrNoneIsNamed()
        {
            Assert.That(
                () => FrozenActor.Load(folder["none.gguf"]), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("none.gguf"));
            File.WriteAllText(folder["text.gguf"], "Once upon a time there was a tavern.");
            Assert.That(
                () => FrozenActor.Load(folder["text.gguf"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("text.gguf"));
        }

        [Test]
        public void TheFilesAdviceIsTheSamplingUnlessTheGameHasItsOwn()
        {
            using (FrozenActor actor = FrozenActor.Load(Path)) Assert.That(actor.Sampling, Is.EqualTo(SamplingOptions.Default));
            TinyActor.Write(
                folder["advised.gguf"], 512, true, ("general.sampling.temp", 0.5f), ("general.sampling.top_k", 30),
                ("general.sampling.top_p", 0.75f), ("general.sampling.penalty_repeat", 1.25f),
                ("repartee.sampling.max_tokens", 24), ("repartee.policy_version", 7L));
            var advised = new SamplingOptions { Temperature = 0.5, TopK = 30, TopP = 0.75, RepetitionPenalty = 1.25, MaxTokens = 24 };
            using (FrozenActor actor = FrozenActor.Load(folder["advised.gguf"]))
                Assert.That((actor.Sampling, actor.Info.PolicyVersion), Is.EqualTo((advised, 7L)));
            using (FrozenActor actor = FrozenActor.Load(folder["advised.gguf"], new FrozenActorOptions { Sampling = Short }))
                Assert.That(actor.Sampling, Is.EqualTo(Short));
            TinyActor.Write(folder["greedy.gguf"], 512, true, ("general.sampling.temp", 0f), ("repartee.sampling.max_tokens", 9000));
            using (FrozenActor actor = FrozenActor.Load(folder["greedy.gguf"]))
                Assert.That(actor.Sampling, Is.EqualTo(SamplingOptions.Greedy with { MaxTokens = 511 }));
        }

        [Test]
        public async Task TheFilesShapeIsTold()
        {
            await using FrozenActor actor = await FrozenActor.LoadAsync(Path);
            Assert.That((actor.Config.Architecture, actor.Config.Layers, actor.Config.VocabSize), Is.EqualTo(("llama", 2, 270)));
            Assert.That(actor.WeightBytes, Is.EqualTo(new FileInfo(Path).Length).Within(20).Percent);
        }

        private static bool IsClosed(FrozenActor actor)
        {
            try
            {
                actor.PrepareAsync(TinyActor.Smithy);
                return false;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }

        private static void Refused(FrozenActorOptions options, string message) =>
            Assert.That(() => FrozenActor.Load("none.gguf", options), Throws.ArgumentException.With.Message.StartsWith(message));

        private FrozenActor Load(FrozenActorOptions? options = null)
        {
            options ??= new FrozenActorOptions();
            return FrozenActor.Load(Path, options with { Sampling = options.Sampling ?? Short });
        }
    }
}
