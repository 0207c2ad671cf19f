#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Model;

namespace Repartee.Frozen.Tests.Decoding
{
    public sealed class DecodingEngineTests
    {
        private TemporaryFolder folder = null!;

        private string Path => folder["model.gguf"];

        [OneTimeSetUp]
        public void WriteModel()
        {
            folder = new TemporaryFolder();
            TinyModel.Write(Path, TinyModel.Plain);
        }

        [OneTimeTearDown]
        public void DeleteFolder() => folder.Dispose();

        [Test]
        public void AGreedyReplyIsThatOfPlainArithmetic()
        {
            using var bench = new EngineBench(Path, promptRows: 5);
            int[] prompt = bench.Prompt(13, 3);
            var job = new GenerationJob(prompt, SamplingOptions.Greedy with { MaxTokens = 12 }, seed: 1);
            Task<GenerationOutcome> done = bench.Submit(job);
            Assert.That(bench.Pass(), Is.EqualTo(3 + 11), "three passes read the prompt; the third gives the first token");
            Assert.That((done.Result, job.Finish), Is.EqualTo((GenerationOutcome.Finished, FinishReason.Length)));
            var reference = new ReferenceDecoder(Path, TinyModel.Plain);
            List<int> text = prompt.ToList();
            for (int i = 0; i < 12; i++)
            {
                double[] p = NaiveSampler.Softmax(reference.Logits(text).Last().Select(logit => (float)logit), 1);
                int likeliest = Array.IndexOf(p, p.Max());
                Assert.That(job.Tokens[i], Is.EqualTo(likeliest), $"token {i}");
                Assert.That(job.LogProbs[i], Is.EqualTo(Math.Log(p[likeliest])).Within(1e-4), $"token {i}");
                text.Add(likeliest);
            }
        }

        [Test]
        public void AStopTokenEndsAReplyAndStandsInIt()
        {
            GenerationJob job;
            using (var bench = new EngineBench(Path)) job = Finished(bench, bench.Job(bench.Prompt(9, 1), 20));
            int stop = job.Tokens[6];
            int first = job.Tokens.IndexOf(stop);
            using var stopping = new EngineBench(Path, stops: new[] { stop });
            GenerationJob stopped = Finished(stopping, stopping.Job(job.Prompt, 20));
            Assert.That(stopped.Tokens, Is.EqualTo(job.Tokens.Take(first + 1)));
            Assert.That(stopped.Finish, Is.EqualTo(FinishReason.Stop));
        }

        [Test]
        public void TheEndOfTheContextEndsAReply()
        {
            using var bench = new EngineBench(Path);
            GenerationJob job = Finished(bench, bench.Job(bench.Prompt(250, 1), 48));
            Assert.That((job.Tokens.Count, job.Finish), Is.EqualTo((6, FinishReason.Length)));
        }

        [Test]
        public void AMissedDeadlineEndsAReplyBetweenTwoPasses()
        {
            using var bench = new EngineBench(Path);
            GenerationJob late = bench.Job(bench.Prompt(9, 1), 100), other = bench.Job(bench.Prompt(8, 2), 100);
            Task<GenerationOutcome> missed = bench.Submit(late, seconds: 5), kept = bench.Submit(other, seconds: 5.5);
            bench.Now += TimeSpan.FromSeconds(4.99);
            bench.Pass(10);
            Assert.That((missed.IsCompleted, late.IsGivenUp, late.Tokens.Count), Is.EqualTo((false, false, 10)));
            bench.Now += TimeSpan.FromSeconds(0.01);
            bench.Pass(3);
            Assert.That(missed.Result, Is.EqualTo(GenerationOutcome.DeadlinePassed));
            Assert.That((late.IsGivenUp, late.Tokens.Count, late.Finish), Is.EqualTo((true, 10, FinishReason.Cancelled)));
            Assert.That((kept.IsCompleted, other.Tokens.Count), Is.EqualTo((false, 12)));
        }

        [Test]
        public void ADeadlineBeyondAllTimeIsNone()
        {
            using var bench = new EngineBench(Path);
            Task<GenerationOutcome> done = bench.Engine.Submit(bench.Job(bench.Prompt(9, 1), 3), TimeSpan.MaxValue);
            bench.Now += TimeSpan.FromDays(1000);
            bench.Pass();
            Assert.That(done.Result, Is.EqualTo(GenerationOutcome.Finished));
        }

        [Test]
        public void AReplyThatIsGivenUpEndsBeforeTheNextPass()
        {
            using var bench = new EngineBench(Path);
            using var cancellation = new CancellationTokenSource();
            GenerationJob cancelled = bench.Job(bench.Prompt(9, 1), 100, cancellation: cancellation.Token);
            GenerationJob abandoned = bench.Job(bench.Prompt(7, 2), 100);
            Task<GenerationOutcome> first = bench.Submit(cancelled), second = bench.Submit(abandoned);
            bench.Pass(5);
            cancellation.Cancel();
            Assert.That(bench.Pass(1), Is.EqualTo(1));
            Assert.That((first.Result, cancelled.Tokens.Count), Is.EqualTo((GenerationOutcome.Cancelled, 5)));
            abandoned.Abandon();
            Assert.That(bench.Pass(1), Is.Zero, "nothing is left to do");
            Assert.That((second.Result, abandoned.Tokens.Count), Is.EqualTo((GenerationOutcome.Cancelled, 6)));
            Assert.That(bench.Engine.HasWork, Is.False);
        }

        [Test]
        public void MoreThanSixteenRepliesWaitForTheirTurnAndAllFinish()
        {
            using var bench = new EngineBench(Path);
            var speakers = new List<int>();
            Task<GenerationOutcome>[] done = Enumerable.Range(0, 40).Select(i =>
                bench.Submit(bench.Job(bench.Prompt(3, i), 20, onTokens: (_, _) => speakers.Add(i)))).ToArray();
            int most = 0;
            while (bench.Pass(1) > 0)
            {
                Assert.That(speakers, Is.Unique, "a token each in a pass");
                most = Math.Max(most, speakers.Count);
                speakers.Clear();
            }

            Assert.That(most, Is.EqualTo(16));
            Assert.That(done.Select(one => one.Result), Is.All.EqualTo(GenerationOutcome.Finished));
            Assert.That(bench.Engine.GeneratedTokens, Is.EqualTo(40 * 20));
        }

        [Test]
        public void WhoWaitsForATurnIsTakenInTheOrderOfAsking()
        {
            using var bench = new EngineBench(Path);
            var begun = new List<int>();
            for (int i = 0; i < 30; i++)
            {
                int number = i;
                bench.Submit(bench.Job(bench.Prompt(3, i), 4 + i % 3, onTokens: (job, first) =>
                {
                    if (first == 0) begun.Add(number);
                }));
            }

            bench.Pass();
            Assert.That(begun, Is.EqualTo(Enumerable.Range(0, 30)));
        }

        [Test]
        public void DeadlinesAndCancellationsOfThoseWhoWaitAreSeenBehindOneWhoMayWait()
        {
            using var bench = new EngineBench(Path);
            using var cancellation = new CancellationTokenSource();
            for (int i = 0; i < 16; i++) bench.Submit(bench.Job(bench.Prompt(3, i), 100));
            Task<GenerationOutcome> patient = bench.Submit(bench.Job(bench.Prompt(3, 20), 2));
            Task<GenerationOutcome> late = bench.Submit(bench.Job(bench.Prompt(3, 21), 2), seconds: 1);
            Task<GenerationOutcome> cancelled = bench.Submit(bench.Job(bench.Prompt(3, 22), 2, cancellation: cancellation.Token));
            bench.Pass(2);
            Assert.That(late.IsCompleted || cancelled.IsCompleted, Is.False);
            bench.Now += TimeSpan.FromSeconds(2);
            cancellation.Cancel();
            bench.Pass(1);
            Assert.That(late.IsCompleted && cancelled.IsCompleted, Is.True);
            Assert.That((late.Result, cancelled.Result), Is.EqualTo((GenerationOutcome.DeadlinePassed, GenerationOutcome.Cancelled)));
            Assert.That(patient.IsCompleted, Is.False);
            bench.Pass();
            Assert.That(patient.Result, Is.EqualTo(GenerationOutcome.Finished));
        }

        [Test]
        public void ALongPromptStarvesNobody()
        {
            using var bench = new EngineBench(Path, promptRows: 8);
            GenerationJob speaking = bench.Job(bench.Prompt(5, 1), 60), reading = bench.Job(bench.Prompt(100, 2), 5);
            bench.Submit(speaking);
            bench.Pass(4);
            bench.Submit(reading);
            for (int pass = 1; pass <= 13; pass++)
            {
                bench.Pass(1);
                Assert.That(
                    (speaking.Tokens.Count, bench.Engine.ReadTokens, reading.Tokens.Count),
                    Is.EqualTo((4 + pass, 5L + Math.Min(100, 8 * pass), pass == 13 ? 1 : 0)), $"pass {pass}");
            }
        }

        [Test]
        public void ShortPromptsAreReadTogether()
        {
            using var bench = new EngineBench(Path, promptRows: 16);
            GenerationJob[] jobs = Enumerable.Range(1, 4).Select(seed => bench.Job(bench.Prompt(6, seed), 1)).ToArray();
            foreach (GenerationJob job in jobs) bench.Submit(job);
            bench.Pass(1);
            Assert.That(bench.Engine.ReadTokens, Is.EqualTo(16), "two prompts and a part of the third");
            Assert.That(jobs.Select(job => job.Tokens.Count), Is.EqualTo(new[] { 1, 1, 0, 0 }));
            bench.Pass(1);
            Assert.That(jobs.Select(job => job.Tokens.Count), Is.All.EqualTo(1));
        }

        [Test]
        public void AnAbandonedEngineHasForgottenAllAndAnswersOthers()
        {
            using var bench = new EngineBench(Path);
            GenerationJob[] lost = Enumerable.Range(1, 20).Select(seed => bench.Job(bench.Prompt(6, seed), 30)).ToArray();
            Task<GenerationOutcome>[] done = lost.Select(job => bench.Submit(job)).ToArray();
            bench.Pass(3);
            bench.Engine.Abandon();
            Assert.That(done.Select(task => task.Result), Is.All.EqualTo(GenerationOutcome.Cancelled));
            Assert.That((bench.Engine.HasWork, bench.Engine.IdleCacheBytes), Is.EqualTo((false, 0L)));
            GenerationJob next = bench.Job(bench.Prompt(6, 1), 3);
            bench.Submit(next);
            bench.Pass();
            Assert.That(next.Tokens, Has.Count.EqualTo(3));
        }

        [Test]
        public void BesideRepliesAPromptIsReadInSmallerParts()
        {
            using var bench = new EngineBench(Path, promptRows: 64);
            bench.Submit(bench.Job(bench.Prompt(100, 1), 60));
            bench.Pass(1);
            Assert.That(bench.Engine.ReadTokens, Is.EqualTo(64));
            bench.Pass(1);
            bench.Submit(bench.Job(bench.Prompt(100, 2), 1));
            bench.Pass(1);
            Assert.That(bench.Engine.ReadTokens, Is.EqualTo(100 + 32));
        }

        [Test]
        public void AFailingReceiverEndsItsOwnReplyAlone()
        {
            using var bench = new EngineBench(Path);
            GenerationJob good = bench.Job(bench.Prompt(6, 1), 10), bad = bench.Job(bench.Prompt(7, 2), 10, onTokens: (job, _) =>
            {
                if (job.Tokens.Count == 4) throw new InvalidOperationException("the bubble burst");
            });
            Task<GenerationOutcome> finished = bench.Submit(good), failed = bench.Submit(bad);
            bench.Pass();
            Assert.That((failed.Result, bad.Tokens.Count), Is.EqualTo((GenerationOutcome.CallerFailed, 4)));
            Assert.That(bad.CallerError, Has.Message.EqualTo("the bubble burst"));
            Assert.That((finished.Result, good.Tokens.Count), Is.EqualTo((GenerationOutcome.Finished, 10)));
        }

        [Test]
        public void WhatAReplyIsDoesNotDependOnItsNeighbours()
        {
            using var bench = new EngineBench(Path);
            int[][] alone = Enumerable.Range(0, 6).Select(i =>
                Finished(bench, bench.Job(bench.Prompt(5 + 9 * i, i), 15, seed: (ulong)i)).Tokens.ToArray()).ToArray();
            using var crowded = new EngineBench(Path);
            GenerationJob[] jobs = Enumerable.Range(0, 6).Select(i =>
                crowded.Job(crowded.Prompt(5 + 9 * i, i), 15, seed: (ulong)i)).ToArray();
            foreach (GenerationJob job in jobs) crowded.Submit(job);
            crowded.Pass();
            Assert.That(jobs.Select(job => job.Tokens), Is.EqualTo(alone));
            Assert.That(alone.Select(tokens => string.Join(" ", tokens)), Is.Unique);
        }

        [Test]
        public void WhatACacheHasReadIsNotReadAgain()
        {
            using var bench = new EngineBench(Path);
            GenerationJob first = Finished(bench, bench.Job(bench.Prompt(50, 1), 10));
            Assert.That(bench.Engine.ReadTokens, Is.EqualTo(50));
            // The last sampled token was never fed.
            int[] line = { 3, 1, 4, 1 };
            Finished(bench, bench.Job(first.Prompt.Concat(first.Tokens).Concat(line).ToArray(), 10));
            Assert.That(bench.Engine.ReadTokens, Is.EqualTo(50 + 1 + 4));
            GenerationJob other = Finished(bench, bench.Job(first.Prompt.Take(40).Concat(line).ToArray(), 10));
            Assert.That(bench.Engine.ReadTokens, Is.EqualTo(50 + 1 + 4 + 4));
            using var fresh = new EngineBench(Path);
            Assert.That(Finished(fresh, fresh.Job(other.Prompt, 10)).Tokens, Is.EqualTo(other.Tokens));
        }

        [Test]
        public void APromptMayBeReadAheadWithoutAReply()
        {
            using var bench = new EngineBench(Path);
            int[] prompt = bench.Prompt(40, 1);
            GenerationJob job = bench.Job(prompt, 10);
            Task<GenerationOutcome> read = bench.Engine.Submit(job, null, readOnly: true);
            Assert.That(bench.Pass(), Is.EqualTo(3));
            Assert.That((read.Result, job.Tokens.Count, bench.Engine.ReadTokens), Is.EqualTo((GenerationOutcome.Finished, 0, 40L)));
            Finished(bench, bench.Job(prompt.Append(7).ToArray(), 1));
            Assert.That(bench.Engine.ReadTokens, Is.EqualTo(41));
        }

        [Test]
        public void DisposingCancelsWhatRunsAndWhatWaits()
        {
            var bench = new EngineBench(Path);
            Task<GenerationOutcome>[] done = Enumerable.Range(0, 20).Select(i =>
                bench.Submit(bench.Job(bench.Prompt(30, i), 50))).ToArray();
            bench.Pass(3);
            bench.Engine.Advance(whole: false);
            bench.Dispose();
            Assert.That(done.Select(one => one.Result), Is.All.EqualTo(GenerationOutcome.Cancelled));
            Assert.That(
                () => bench.Submit(bench.Job(new[] { 1 }, 1)),
                Throws.InstanceOf<ObjectDisposedException>().With.Message.StartsWith(
                    "The frozen actor is disposed: load it again to get replies."));
        }

        [Test]
        public void PromptsThatCannotBeAnsweredAreRefusedByTheirFault()
        {
            using var bench = new EngineBench(Path);
            void Refused(int[] prompt, string message) => Assert.That(
                () => bench.Submit(bench.Job(prompt, 5)), Throws.ArgumentException.With.Message.EqualTo(message));
            Refused(
                Array.Empty<int>(), "Expected a prompt of one token or more, but found none. Give the dialogue a persona or a message.");
            Refused(
                bench.Prompt(256, 1),
                "Expected a prompt shorter than the actor's context of 256 tokens, but found 256. Shorten the dialogue.");
            Refused(new[] { 1, 40 }, "Expected token ids from 0 to 39, but found 40. Is it this actor's tokenizer?");
            Refused(new[] { -1 }, "Expected token ids from 0 to 39, but found -1. Is it this actor's tokenizer?");
            Assert.That(bench.Engine.HasWork, Is.False);
        }

        [Test]
        public void WeightsThatOverflowFailTheReplyAndNotTheEngine()
        {
            string path = folder["huge.gguf"];
            TinyModel.Write(path, TinyModel.Plain, change: (name, elements) =>
            {
                if (name == FrozenTensors.Down(0)) Array.Fill(elements, 3e38f);
            });
            using var bench = new EngineBench(path);
            Task<GenerationOutcome> done = bench.Submit(bench.Job(bench.Prompt(5, 1), 5));
            bench.Pass();
            Assert.That(done.Exception?.InnerException, Is.InstanceOf<InvalidDataException>().With.Message.StartsWith(
                "Expected finite logits, but found a largest of "));
            Assert.That(bench.Engine.HasWork, Is.False);
        }

        [Test]
        public void ACacheThatDoesNotFitIntoMemoryFailsTheReplyAndNotTheEngine()
        {
            var vast = new FrozenConfig
            {
                VocabSize = TinyModel.Plain.VocabSize,
                Layers = 1 << 20,
                KeyValueHeads = 2,
                HeadDim = 8,
                ContextLength = 1 << 30,
            };
            using var bench = new EngineBench(Path, pretended: vast);
            Task<GenerationOutcome> done = bench.Submit(bench.Job(bench.Prompt(5, 1), 1 << 29));
            Assert.That(() => bench.Pass(1), Throws.Nothing);
            Assert.That(
                done.Exception?.InnerException, Is.InstanceOf<OutOfMemoryException>().With.Message.Contains("freeze the actor as Q8_0"));
            Assert.That(bench.Engine.HasWork, Is.False);
        }

        private static GenerationJob Finished(EngineBench bench, GenerationJob job)
        {
            Task<GenerationOutcome> done = bench.Submit(job);
            bench.Pass();
            Assert.That(done.Result, Is.EqualTo(GenerationOutcome.Finished));
            return job;
        }
    }
}
