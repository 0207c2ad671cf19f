#nullable enable
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Training.Tests.Actor
{
    [TestFixture(false, TestName = "ActorWorkerTests(Decoder)")]
    [TestFixture(true, TestName = "ActorWorkerTests(Static)")]
    public sealed class ActorWorkerTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly bool onTorch;
        private ActorNetwork network = null!;
        private ActorWorker worker = null!;

        public ActorWorkerTests(bool onTorch) => this.onTorch = onTorch;

        [SetUp]
        public void StartWorker()
        {
            network = TinyActor.Network();
            var engine = onTorch ? TinyEngine.Static(network) : TinyEngine.Decoder(network, new[] { TinyActor.Stop }, TinyEngine.Most);
            worker = new ActorWorker(engine, Always(token: 5), version: 3, threads: 1);
        }

        [TearDown]
        public void StopWorker()
        {
            worker.Dispose();
            network.Dispose();
        }

        [Test]
        public async Task NewWeightsAreWrittenBetweenRepliesAndEachReplyCarriesItsVersion()
        {
            using var blocked = new Blocked();
            var replying = worker.Submit(blocked.Job);
            blocked.Started.Wait(Patience);
            var published = Task.Run(() => Publish(token: 6, version: 4));
            Assert.That(published.IsCompleted, Is.False, "a reply is being made");
            blocked.Release.Set();
            await replying;
            await published;
            var after = Job();
            await worker.Submit(after);
            Assert.That((blocked.Job.PolicyVersion, after.PolicyVersion), Is.EqualTo((3L, 4L)));
            Assert.That(blocked.Job.Tokens, Has.Count.EqualTo(8).And.All.EqualTo(5));
            Assert.That(after.Tokens, Has.Count.EqualTo(8).And.All.EqualTo(6));
        }

        [Test]
        public async Task WhatThePublishersWriterThrowsReachesThePublisherAndTheOldVersionTalksOn()
        {
            Assert.That(() => worker.Publish(_ => throw new InvalidOperationException("no memory"), 4), Throws.InvalidOperationException);
            var job = Job();
            await worker.Submit(job);
            Assert.That((job.PolicyVersion, job.Tokens[0]), Is.EqualTo((3L, 5)));
        }

        [Test]
        public void APublisherDoesNotWaitForAWorkerThatHasStopped()
        {
            Assert.That(worker.Stop(Patience), Is.True);
            bool written = false;
            worker.Publish(_ => written = true, 4);
            Assert.That(written, Is.False);
        }

        [Test]
        public async Task OfSeveralPublishedVersionsTheNewestIsTaken()
        {
            Publish(token: 6, version: 4);
            Publish(token: 7, version: 5);
            var job = Job();
            await worker.Submit(job);
            Assert.That((job.PolicyVersion, job.Tokens[0]), Is.EqualTo((5L, 7)));
        }

        [Test]
        public async Task ACancelledJobFinishesAsCancelled()
        {
            using var cancellation = new CancellationTokenSource();
            cancellation.Cancel();
            var job = Job(cancellation.Token);
            await worker.Submit(job);
            Assert.That((job.Finish, job.Tokens.Count), Is.EqualTo((FinishReason.Cancelled, 0)));
        }

        [Test]
        public async Task AJobThatCannotBeAnsweredFailsAlone()
        {
            using var blocked = new Blocked();
            var first = worker.Submit(blocked.Job);
            blocked.Started.Wait(Patience);
            var good = Job();
            var waiting = worker.Submit(good);
            var bad = new GenerationJob(new[] { TinyActor.Vocabulary }, SamplingOptions.Default, 1);
            Assert.That(() => worker.Submit(bad), Throws.ArgumentException);
            blocked.Release.Set();
            await Task.WhenAll(first, waiting);
            Assert.That(good.Finish, Is.EqualTo(FinishReason.Length));
        }

        [Test]
        public async Task WaitingJobsAreMadeTogetherUpToTheMost()
        {
            using var blocked = new Blocked();
            var first = worker.Submit(blocked.Job);
            blocked.Started.Wait(Patience);
            int finishedWhenSeen = 0;
            var jobs = new GenerationJob[6];
            for (int i = 0; i < jobs.Length; i++)
            {
                // The first three fit beside the blocked one: the last of them must begin while the others are being made.
                jobs[i] = i == 2 ? Job(onTokens: (_, at) => finishedWhenSeen += at == 0 ? jobs.Count(j => j.Finish != null) : 0) : Job();
            }

            var tasks = jobs.Select(j => worker.Submit(j)).ToArray();
            blocked.Release.Set();
            await Task.WhenAll(tasks.Append(first));
            Assert.That(finishedWhenSeen, Is.Zero);
            Assert.That(jobs.Select(j => j.Tokens.Count), Is.All.EqualTo(8));
            Assert.That(worker.GeneratedTokens, Is.EqualTo(7 * 8));
        }

        [Test]
        public async Task JobsSubmittedTogetherAreAllAnswered()
        {
            var jobs = Enumerable.Range(0, 11).Select(_ => Job()).ToArray();
            await worker.SubmitAll(jobs);
            Assert.That(jobs.Select(j => (j.Finish, j.PolicyVersion)), Is.All.EqualTo(((FinishReason?)FinishReason.Length, 3L)));
        }

        [Test]
        public void StoppingReturnsInTimeCancelsWhatWaitsAndCutsWhatRuns()
        {
            using var blocked = new Blocked();
            var running = worker.Submit(blocked.Job);
            blocked.Started.Wait(Patience);
            var waiting = worker.Submit(Job());

            Assert.That(worker.Stop(TimeSpan.Zero), Is.False, "the worker is still inside a job");
            blocked.Release.Set();
            Assert.That(worker.Stop(Patience), Is.True);
            Assert.That(running.IsCompletedSuccessfully, Is.True);
            Assert.That((blocked.Job.Finish, blocked.Job.Tokens.Count), Is.EqualTo((FinishReason.Cancelled, onTorch ? 2 : 1)));
            Assert.That(waiting.IsCanceled, Is.True);
            Assert.That(
                () => worker.Submit(Job()),
                Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("The training session is stopped"));
        }

        private void Publish(int token, long version) => worker.Publish(
            weights =>
            {
                using var newer = Always(token);
                weights.Arena.CopyFrom(newer.Arena);
            },
            version);

        private static GenerationJob Job(CancellationToken cancellation = default, Action<GenerationJob, int>? onTokens = null) =>
            new GenerationJob(new[] { 2, 3 }, new SamplingOptions { MaxTokens = 8 }, seed: 1, cancellation, onTokens);

        /// <summary>Weights that give one token all the probability, whatever came before.</summary>
        private ActorWeights Always(int token)
        {
            int d = network.Config.HiddenSize;
            var layout = network.Layout.Parameters;
            var values = new float[layout.Count];
            Array.Fill(values, 1f, (int)layout["embedding"].Offset, (int)layout["embedding"].Count);
            Array.Fill(values, 1f, (int)layout["norm"].Offset, d);
            Array.Fill(values, 10f, (int)layout["head"].Offset + token * d, d);
            var weights = ActorWeights.Frozen(network);
            weights.Arena.Load(values);
            return weights;
        }

        /// <summary>A job that holds the worker at its first tokens until it is released.</summary>
        private sealed class Blocked : IDisposable
        {
            internal Blocked() => Job = ActorWorkerTests.Job(onTokens: (_, first) =>
            {
                if (first > 0)
                    return;
                Started.Set();
                Release.Wait(Patience);
            });

            internal GenerationJob Job { get; }

            internal ManualResetEventSlim Started { get; } = new ManualResetEventSlim();

            internal ManualResetEventSlim Release { get; } = new ManualResetEventSlim();

            public void Dispose()
            {
                Started.Dispose();
                Release.Dispose();
            }
        }
    }
}
