#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Training.Actor;
using Repartee.Training.Play;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Tests.Export;
using Repartee.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Play
{
    /// <summary>The managed decoder says what libtorch says, whoever else is being answered.</summary>
    public sealed class DecoderEngineTests
    {
        [Test]
        public void TheBundledActorSaysTheSameAsInLibtorchGreedilyAndSampled()
        {
            var actor = ExportFixture.Tavern();
            using var network = new ActorNetwork(actor.Config, CPU);
            using var weights = ActorWeights.Frozen(network);
            actor.LoadInto(weights);
            var prompts = DialogueDataset.Read(Path.Combine(actor.Path, "..", "Data", "tavern.jsonl")).Rows.Take(96)
                .Select(row => actor.Encoder.Encode(row, 400).Ids.ToArray()).ToList();
            var ways = new[]
            {
                SamplingOptions.Default with { MaxTokens = 40 },
                SamplingOptions.Default with { MaxTokens = 40, Temperature = 0.7 },
                SamplingOptions.Greedy with { MaxTokens = 40 },
                SamplingOptions.Default with { MaxTokens = 40, TopK = 20, TopP = 0.9, RepetitionPenalty = 1.2 },
            };
            List<GenerationJob> Jobs() => prompts.Select((p, i) => new GenerationJob(p, ways[i % ways.Length], seed: (ulong)i)).ToList();
            var (theirs, ours) = (Jobs(), Jobs());
            for (int i = 0; i < theirs.Count; i += 32)
                TinyActor.Answer(network, weights, theirs.Skip(i).Take(32).ToList(), actor.StopTokens.ToArray());
            using var engine = new DecoderEngine(DecoderShape.Of(network)!, actor.StopTokens, mostActive: 24, threads: 2);
            engine.Publish(weights);
            Play(engine, ours);
            Assert.That(ours.Select(job => job.Tokens), Is.EqualTo(theirs.Select(job => job.Tokens)));
            Assert.That(ours.Select(job => job.Finish), Is.EqualTo(theirs.Select(job => job.Finish)));
            var gaps = ours.Zip(theirs, (a, b) => a.LogProbs.Zip(b.LogProbs, (x, y) => Math.Abs(x - y)).Max()).ToList();
            TestContext.Out.WriteLine($"largest difference of log-probs: {gaps.Max():G3}");
            Assert.That(gaps, Is.All.LessThan(1e-4));
        }

        [TestCase(false, false, false)]
        [TestCase(true, false, false)]
        [TestCase(false, true, false)]
        [TestCase(false, false, true)]
        public void EachArchitectureSaysTheSameAsInLibtorch(bool tied, bool bias, bool norm)
        {
            using var network = TinyActor.Network(TinyActor.Config(tied: tied, bias: bias, norm: norm));
            using var weights = TinyActor.Weights(network);
            var (theirs, ours) = (Jobs(7, 20), Jobs(7, 20));
            TinyActor.Answer(network, weights, theirs, TinyActor.Stop);
            using var engine = Engine(network);
            engine.Publish(weights);
            Play(engine, ours);
            Assert.That(ours.Select(job => job.Tokens), Is.EqualTo(theirs.Select(job => job.Tokens)));
            for (int i = 0; i < ours.Count; i++)
                Assert.That(ours[i].LogProbs, Is.EqualTo(theirs[i].LogProbs).Within(1e-4f));
        }

        [Test]
        public void NeighboursAndThreadsChangeNotOneBit()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            var (alone, together) = (Jobs(12, 24), Jobs(12, 24));
            using var narrow = new DecoderEngine(DecoderShape.Of(network)!, new[] { TinyActor.Stop }, mostActive: 1, threads: 1);
            using var wide = new DecoderEngine(DecoderShape.Of(network)!, new[] { TinyActor.Stop }, mostActive: 12, threads: 3);
            narrow.Publish(weights);
            wide.Publish(weights);
            Play(narrow, alone);
            Play(wide, together);
            Assert.That(together.Select(job => job.Tokens), Is.EqualTo(alone.Select(job => job.Tokens)));
            Assert.That(together.Select(job => job.LogProbs), Is.EqualTo(alone.Select(job => job.LogProbs)));
        }

        [Test]
        public void NewerWeightsForgetWhatWasReadWithTheOldOnes()
        {
            using var network = TinyActor.Network();
            using var old = TinyActor.Weights(network, seed: 1);
            using var newer = TinyActor.Weights(network, seed: 2);
            using var fresh = Engine(network);
            using var used = Engine(network);
            var (expected, found) = (Jobs(5, 16), Jobs(5, 16));
            fresh.Publish(newer);
            Play(fresh, expected);
            used.Publish(old);
            Play(used, Jobs(5, 16));
            used.Publish(newer);
            Play(used, found);
            Assert.That(found.Select(job => job.LogProbs), Is.EqualTo(expected.Select(job => job.LogProbs)));
        }

        [Test]
        public void WeightsThatAreNoNumbersFailTheStepAndBetterOnesTalkAgain()
        {
            using var network = TinyActor.Network();
            using var broken = ActorWeights.Frozen(network);
            broken.Arena.Load(Enumerable.Repeat(float.NaN, (int)network.Layout.Parameters.Count).ToArray());
            using var weights = TinyActor.Weights(network);
            using var engine = Engine(network);
            engine.Publish(broken);
            Assert.That(
                () => Play(engine, Jobs(3, 8)), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith("Expected finite logits"));
            engine.Abandon();
            Assert.That((engine.Room, engine.IsBusy), Is.EqualTo((8, false)));
            engine.Publish(weights);
            var jobs = Jobs(3, 8);
            Play(engine, jobs);
            Assert.That(jobs.Select(job => job.Finish), Is.All.Not.EqualTo(FinishReason.Cancelled));
        }

        [Test]
        public void TheDecoderPlaysFloat32OnTheCpuAndWhatAGgufFileCanSay()
        {
            using var plain = TinyActor.Network();
            using var mixed = TinyActor.Network(TinyActor.Config(bias: true, norm: true));
            using var half = new ActorNetwork(TinyActor.Config(), CPU, ScalarType.BFloat16);
            Assert.That(DecoderShape.Of(plain)!.HiddenSize, Is.EqualTo(32));
            Assert.That(DecoderShape.Of(mixed), Is.Null);
            Assert.That(DecoderShape.Of(half), Is.Null);
        }

        [Test]
        public void PublishingAgainMakesLittleGarbage()
        {
            using var network = TinyActor.Network();
            using var weights = TinyActor.Weights(network);
            using var engine = Engine(network);
            engine.Publish(weights);
            long before = GC.GetAllocatedBytesForCurrentThread();
            engine.Publish(weights);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64 * 1024), "names and views, no weights");
        }

        private static DecoderEngine Engine(ActorNetwork network) =>
            new DecoderEngine(DecoderShape.Of(network)!, new[] { TinyActor.Stop }, mostActive: 8, threads: 1);

        private static List<GenerationJob> Jobs(int count, int tokens) => Enumerable.Range(0, count).Select(i => new GenerationJob(
            TinyActor.Prompt(1 + 5 * i % 37, (ulong)i), SamplingOptions.Default with { MaxTokens = tokens }, (ulong)i)).ToList();

        /// <summary>Begins jobs as soon as there is room, to their ends.</summary>
        private static void Play(IGenerationEngine engine, IReadOnlyList<GenerationJob> jobs)
        {
            var ended = new List<GenerationJob>();
            for (int begun = 0; ended.Count < jobs.Count;)
            {
                while (begun < jobs.Count && engine.Room > 0)
                    engine.Begin(jobs[begun++]);
                engine.Step(ended);
            }

            Assert.That(ended, Is.EquivalentTo(jobs));
        }
    }
}
