using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Concurrency.Tests.Faulty;
using Repartee.Concurrency.Tests.StandIns;
using Repartee.Conversation;
using Repartee.Scheduling;
using Repartee.Training.Actor;

namespace Repartee.Concurrency.Tests
{
    /// <summary>The actor's thread with all that it has: replies that join and leave, newer weights, looks at them, its end.</summary>
    public sealed class ActorWorkerTests
    {
        private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

        [Test]
        public void OneVersionMakesAReplyAndPublishedWeightsAreUsedAtOnce() => Schedules.Hold(() =>
        {
            var (engine, weights) = (new CountingEngine(), new ActorWeights());
            var worker = new ActorWorker(engine, weights, version: 0, threads: 1);
            var player = Strand.Start("player", () => Play(worker, 0, Job(2), Job(1)));
            var reader = Strand.Start("reader", () =>
            {
                long seen = -1;
                long version = worker.Read(read => seen = read.Version);
                Strand.Expect(seen == version, $"Expected weights of version {version}, but read those of {seen}.");
            });
            worker.Publish(written => written.Write(1), 1);
            Play(worker, 1, Job(1));
            worker.Publish(written => written.Write(2), 2);
            Strand.Join(player, reader);
            worker.Dispose();
            Strand.Expect(engine.Published == 3, $"Expected 3 publications, but found {engine.Published}.");
            Strand.Expect(engine.IsDisposed && weights.IsDisposed, "Expected that all is freed.");
            Strand.Expect(worker.GeneratedTokens == 4, $"Expected 4 tokens, but found {worker.GeneratedTokens}.");
        });

        [Test]
        public void EachCallEndsOnceWheneverTheWorkerIsDisposedOf() => Schedules.Hold(() => DisposeAtAnyTime(failingStep: 0));

        [Test]
        public void EachCallEndsOnceWhenAStepFailsToo() => Schedules.Hold(() => DisposeAtAnyTime(failingStep: 2));

        [Test]
        public void RepliesThatAreGivenUpEndToo() => Schedules.Hold(() =>
        {
            var worker = new ActorWorker(new CountingEngine(), new ActorWeights(), version: 0, threads: 1);
            GenerationJob[] jobs = [Job(3), Job(2), Job(2)];
            var all = worker.SubmitAll(jobs);
            var impatient = Strand.Start("impatient", () =>
            {
                jobs[0].Abandon();
                Strand.Yield("and the next");
                jobs[2].Abandon();
            });
            Strand.Await(all);
            Strand.Join(impatient);
            Strand.Expect(all.IsCompletedSuccessfully, $"Expected a batch that is done, but found {all.Status}.");
            Strand.Expect(jobs[1].Finish == FinishReason.Length, "Expected that the reply that somebody waits for is whole.");
            Strand.Expect(jobs.All(job => job.Finish != null), "Expected an end of each reply.");
            worker.Dispose();
        });

        [Test]
        public void AWorkerThatFreesBeforeItsThreadEndsIsCaught() => Schedules.Catch(
            () =>
            {
                var worker = new HastyWorker(new CountingEngine(), new ActorWeights());
                var player = Strand.Start("player", () =>
                {
                    try
                    {
                        Strand.Await(worker.Submit(Job(2)));
                    }
                    catch (ObjectDisposedException)
                    {
                    }
                });
                worker.Dispose();
                Strand.Join(player);
            },
            "disposed of");

        private static void DisposeAtAnyTime(int failingStep)
        {
            var (engine, weights) = (new CountingEngine(failingStep), new ActorWeights());
            var worker = new ActorWorker(engine, weights, version: 0, threads: 1);
            int ends = 0;
            Strand Player(int number, params GenerationJob[] jobs) => Strand.Start($"player {number}", () =>
            {
                try
                {
                    Check(worker.SubmitAll(jobs), jobs, failingStep > 0);
                }
                catch (ObjectDisposedException)
                {
                }

                ends++;
            });
            Strand[] players = [Player(1, Job(2), Job(1)), Player(2, Job(1))];
            var publisher = Strand.Start("publisher", () =>
            {
                worker.Publish(written => written.Write(1), 1);
                ends++;
            });
            var reader = Strand.Start("reader", () =>
            {
                try
                {
                    worker.Read(read => Strand.Expect(read.IsWhole, "Expected whole weights."));
                }
                catch (ObjectDisposedException)
                {
                }

                ends++;
            });
            worker.Dispose();
            Strand.Expect(engine.IsDisposed && weights.IsDisposed, "Expected that all is freed.");
            Strand.Join([.. players, publisher, reader]);
            Strand.Expect(ends == 4, $"Expected an end of 4 calls, but found {ends}.");
            Strand.Expect(worker.Stop(Long), "Expected that a second end does no harm.");
        }

        private static void Check(Task done, GenerationJob[] jobs, bool mayFail)
        {
            Strand.Await(done);
            Strand.Expect(mayFail || !done.IsFaulted, $"Expected no failure, but found {done.Exception?.InnerException?.Message}.");
            foreach (var job in jobs.Where(job => job.Finish == FinishReason.Length))
                Strand.Expect(job.Tokens.Count == job.Sampling.MaxTokens, "Expected a whole reply.");
            bool begun = jobs.All(job => job.Finish != null);
            Strand.Expect(begun || done.IsCanceled || done.IsFaulted, "Expected an end of each reply that was begun.");
        }

        private static void Play(ActorWorker worker, long atLeast, params GenerationJob[] jobs)
        {
            var done = worker.SubmitAll(jobs);
            Strand.Await(done);
            Strand.Expect(done.IsCompletedSuccessfully, $"Expected replies, but found {done.Status}.");
            foreach (var job in jobs)
            {
                Strand.Expect(job.Finish == FinishReason.Length, $"Expected a whole reply, but found {job.Finish}.");
                Strand.Expect(
                    job.Tokens.All(token => token == job.PolicyVersion) && job.PolicyVersion >= atLeast,
                    $"Expected tokens of version {job.PolicyVersion}, at least {atLeast}, but found {string.Join(", ", job.Tokens)}.");
            }
        }

        private static GenerationJob Job(int tokens) => new([1], new SamplingOptions { MaxTokens = tokens }, seed: 0);
    }
}
