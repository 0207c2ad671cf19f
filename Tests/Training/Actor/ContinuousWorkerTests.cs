#nullable enable
using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Training.Tests.Actor
{
    /// <summary>How replies join, leave and wait, step by step.</summary>
    public sealed class ContinuousWorkerTests
    {
        private ActorNetwork network = null!;
        private ScriptedEngine engine = null!;
        private ScriptedEngine voices = null!;
        private ActorWorker worker = null!;

        [SetUp]
        public void StartWorker()
        {
            network = TinyActor.Network();
            (engine, voices) = (new ScriptedEngine(), new ScriptedEngine());
            worker = new ActorWorker(engine, TinyActor.Weights(network), version: 3, threads: 1, voices);
        }

        [TearDown]
        public void StopWorker()
        {
            worker.Stop(TimeSpan.Zero);                                         // a step may still wait to be allowed
            engine.Allow(100);
            voices.Allow(100);
            worker.Dispose();
            network.Dispose();
        }

        [Test]
        public async Task ALateJobJoinsRepliesInTheMakingAndLeavesBeforeThem()
        {
            var (slow, late) = (Job(5), Job(2));
            var first = worker.Submit(slow);
            engine.AwaitStep();
            var second = worker.Submit(late);
            engine.Allow(3);
            await second;
            Assert.That((first.IsCompleted, slow.Finish), Is.EqualTo((false, (FinishReason?)null)));
            engine.Allow(2);
            await first;
            Assert.That(engine.Steps.Select(step => step.Contains(late)), Is.EqualTo(new[] { false, true, true, false, false }));
        }

        [Test]
        public async Task JobsBeyondTheRoomWaitForOneToLeave()
        {
            var jobs = new[] { Job(1), Job(3), Job(1) };
            var done = worker.SubmitAll(jobs);
            engine.Allow(3);
            await done;
            Assert.That(engine.Steps.Select(step => step.Length), Is.EqualTo(new[] { 2, 2, 1 }));
            Assert.That(engine.Steps[1], Is.EqualTo(new[] { jobs[1], jobs[2] }));
        }

        [Test]
        public async Task AJobBeyondThoseThatMayWaitIsRefusedAndTheOthersAreAnswered()
        {
            var own = new ScriptedEngine();
            using var bounded = new ActorWorker(own, TinyActor.Weights(network), version: 3, threads: 1, mostWaiting: 2);
            var making = bounded.SubmitAll(new[] { Job(2), Job(2) });
            own.AwaitStep();
            var waiting = bounded.SubmitAll(new[] { Job(1), Job(1) });
            var refused = Assert.Throws<ActorUnavailableException>(() => bounded.Submit(Job(1)))!;
            Assert.That(refused.Message, Is.EqualTo(
                "Expected fewer than 2 replies to wait for their turn, but found 2. Give replies a Deadline and a Fallback, let NPCs ask " +
                "less often, or raise MaxWaiting."));
            own.Allow(10);
            await Task.WhenAll(making, waiting);
            await bounded.Submit(Job(1));
        }

        [Test]
        public async Task AJobThatIsGivenUpWhileItWaitsIsNeverBegun()
        {
            var (first, second, third) = (Job(2), Job(2), Job(1));
            var making = worker.SubmitAll(new[] { first, second });
            engine.AwaitStep();
            var given = worker.Submit(third);
            third.Abandon();
            engine.Allow(2);
            await Task.WhenAll(making, given);
            Assert.That(third.Finish, Is.EqualTo(FinishReason.Cancelled));
            Assert.That(engine.Steps.SelectMany(step => step), Has.None.EqualTo(third));
        }

        [Test]
        public async Task APublicationWaitsForRepliesInTheMakingAndNothingIsBegunMeanwhile()
        {
            var (running, waiting) = (Job(3), Job(1));
            var first = worker.Submit(running);
            engine.AwaitStep();
            var published = Task.Run(() => worker.Publish(_ => { }, 4));
            engine.Allow();
            engine.AwaitStep();
            var second = worker.Submit(waiting);
            while (!IsQueued(published))
                await Task.Yield();
            engine.Allow(3);
            await Task.WhenAll(first, published, second);
            Assert.That(engine.Steps.Take(3), Is.All.EqualTo(new[] { running }));
            Assert.That((running.PolicyVersion, waiting.PolicyVersion), Is.EqualTo((3L, 4L)));
            Assert.That(engine.Published, Is.EqualTo(2), "the first weights and the newer ones");
        }

        [Test]
        public async Task WeightsAreReadWhileRepliesAreBeingMade()
        {
            var running = worker.Submit(Job(3));
            engine.AwaitStep();
            var read = Task.Run(() => worker.Read(_ => { }));
            while (!read.IsCompleted)
            {
                engine.Allow();
                if (engine.Steps.Count == 3)
                    break;
                engine.AwaitStep();
            }

            Assert.That(await read, Is.EqualTo(3));
            engine.Allow(3);
            await running;
            Assert.That(engine.Published, Is.EqualTo(1));
        }

        [Test]
        public async Task AFailingStepFailsThoseInTheMakingAloneAndTheWorkerGoesOn()
        {
            var jobs = new[] { Job(2), Job(2) };
            var lost = jobs.Select(job => worker.Submit(job)).ToArray();
            engine.AwaitStep();
            var waiting = Job(2);
            var later = worker.Submit(waiting);
            engine.Allow();
            engine.AwaitStep();
            engine.Fails = true;
            engine.Allow();
            Assert.That(async () => await lost[0], Throws.InvalidOperationException.With.Message.EqualTo("the step failed"));
            Assert.That(async () => await lost[1], Throws.InvalidOperationException);
            engine.AwaitStep();
            engine.Fails = false;
            engine.Allow(2);
            await later;
            Assert.That(jobs.Select(job => job.Finish), Is.All.EqualTo(FinishReason.Cancelled));
            Assert.That(waiting.Finish, Is.EqualTo(FinishReason.Length));
        }

        [Test]
        public async Task JobsWithAVoiceAndThoseWithoutTakeTurns()
        {
            var (plain, voiced) = (Job(3), Job(3, voice: 1));
            var both = worker.SubmitAll(new[] { plain, voiced });
            engine.AwaitStep();
            engine.Allow();
            voices.AwaitStep();
            voices.Allow();
            engine.AwaitStep();
            Assert.That((plain.Tokens.Count, voiced.Tokens.Count), Is.EqualTo((1, 1)));
            engine.Allow(2);
            voices.Allow(2);
            await both;
            Assert.That(engine.Steps.Concat(voices.Steps).Select(step => step.Single()).Distinct(), Is.EquivalentTo(new[] { plain, voiced }));
        }

        [Test]
        public async Task JobsSubmittedTogetherCompleteWhenTheLastHasEnded()
        {
            var done = worker.SubmitAll(new[] { Job(1), Job(2) });
            engine.Allow();
            engine.AwaitStep();
            engine.AwaitStep();
            Assert.That(done.IsCompleted, Is.False);
            engine.Allow();
            await done;
            await worker.SubmitAll(Array.Empty<GenerationJob>());
        }

        [Test]
        public void AVoiceNobodyHasIsRefused()
        {
            using var alone = new ActorWorker(new ScriptedEngine(), TinyActor.Weights(network), 0, 1);
            Assert.That(
                () => alone.Submit(Job(1, voice: 2)),
                Throws.ArgumentException.With.Message.StartsWith("Expected a job without a voice, but found voice 2."));
        }

        /// <summary>Whether the publisher's thread waits.</summary>
        private bool IsQueued(Task published) => worker.WaitingPublications == 1 || published.IsCompleted;

        private static GenerationJob Job(int tokens, int voice = 0) =>
            new GenerationJob(new[] { 2, 3 }, new SamplingOptions { MaxTokens = tokens }, seed: 1, voice: voice);
    }
}
