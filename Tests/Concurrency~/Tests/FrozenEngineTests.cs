using System;
using NUnit.Framework;
using Repartee.Concurrency.Tests.Faulty;
using Repartee.Conversation;
using Repartee.Frozen.Decoding;
using Repartee.Frozen.Model;
using Repartee.Scheduling;

namespace Repartee.Concurrency.Tests
{
    /// <summary>A frozen actor's thread: asked, given up and disposed of while it replies, in the order of FrozenActor.Dispose.</summary>
    public sealed class FrozenEngineTests
    {
        [Test]
        public void EachReplyEndsOnceWheneverTheActorIsDisposedOf() =>
            Schedules.Hold(() => DisposeAtAnyTime(engine => new EngineThread(engine).Dispose));

        [Test]
        public void AnAskedActorAnswersEachTime() => Schedules.Hold(() => AnswerAll(engine => new EngineThread(engine).Dispose));

        [Test]
        public void AThreadThatLooksForWorkOutsideOfTheLockIsCaught() => Schedules.Catch(
            () => AnswerAll(engine => new HastyEngineThread(engine).Dispose), "hasty engine at \"wait for a pulse\"");

        [Test]
        public void AnActorThatFreesBeforeItsThreadEndsIsCaught() => Schedules.Catch(
            () => DisposeAtAnyTime(engine => new EngineThread(engine).Dispose, freesFirst: true), "the pass is used|frozen actor threw");

        private static void AnswerAll(Func<DecodingEngine, Action> start)
        {
            var engine = Engine();
            var end = start(engine);
            Strand Player(int number) => Strand.Start($"player {number}", () =>
            {
                var job = Job(number);
                var done = engine.Submit(job, deadline: null);
                Strand.Await(done);
                Strand.Expect(
                    done.Result == GenerationOutcome.Finished && job.Tokens.Count == number,
                    $"Expected a whole reply, but found {done.Result}.");
            });
            Strand.Join(Player(1), Player(2));
            Dispose(engine, end);
        }

        private static void DisposeAtAnyTime(Func<DecodingEngine, Action> start, bool freesFirst = false)
        {
            var engine = Engine();
            var end = start(engine);
            var impatient = Job(2);
            int ends = 0;
            Strand Player(string name, GenerationJob job) => Strand.Start(name, () =>
            {
                try
                {
                    var done = engine.Submit(job, deadline: null);
                    Strand.Await(done);
                    Strand.Expect(job.Finish != null, "Expected an end of the reply.");
                    bool whole = job.Tokens.Count == job.Sampling.MaxTokens;
                    Strand.Expect(
                        done.Result == (whole ? GenerationOutcome.Finished : GenerationOutcome.Cancelled),
                        $"Expected what became of {job.Tokens.Count} tokens, but found {done.Result}.");
                }
                catch (ObjectDisposedException)
                {
                }

                ends++;
            });
            Strand[] strands =
            [
                Player("player", Job(2)),
                Player("impatient player", impatient),
                Strand.Start("impatience", impatient.Abandon),
            ];
            if (freesFirst)
                engine.Dispose();
            Dispose(engine, end);
            Strand.Join(strands);
            Strand.Expect(ends == 2, $"Expected two ends, but found {ends}.");
        }

        private static void Dispose(DecodingEngine engine, Action endThread)
        {
            engine.Close();
            endThread();
            engine.Dispose();
        }

        private static GenerationJob Job(int tokens) => new([1, 2], new SamplingOptions { MaxTokens = tokens }, seed: 0);

        private static DecodingEngine Engine() => new(
            new FrozenConfig { VocabSize = 4, Layers = 1, KeyValueHeads = 1, HeadDim = 1, ContextLength = 16 }, new ForwardPass(),
            new TokenSampler(), warmUp: null, new EngineOptions { StopTokens = [3], Clock = () => TimeSpan.Zero });
    }
}
