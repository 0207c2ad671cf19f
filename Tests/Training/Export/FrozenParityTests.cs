#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Frozen.Gguf;
using Repartee.Training.Actor;
using Repartee.Training.Export;
using Repartee.Training.Tests.Actor;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Export
{
    /// <summary>What ships says what was trained: the bundled actor, frozen, beside itself in libtorch.</summary>
    public sealed class FrozenParityTests
    {
        private const int Prompts = 100;
        private const int Tokens = 64;

        private readonly string folder = Path.Combine(Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N"));
        private ActorFolder actor = null!;
        private IReadOnlyList<DialogueState> heldOut = null!;
        private IReadOnlyList<GenerationJob> trained = null!;

        [OneTimeSetUp]
        public void LetTheTrainingActorTalk()
        {
            Directory.CreateDirectory(folder);
            actor = ExportFixture.Tavern();
            heldOut = DialogueDataset.Read(Path.Combine(actor.Path, "..", "Data", "tavern.jsonl")).Rows
                .Where(row => row.Tags.TryGetValue("split", out string? split) && split == "heldout").ToList();
            using var scope = NewDisposeScope();
            using var network = new ActorNetwork(actor.Config, CPU, ScalarType.Float32);
            using var weights = ActorWeights.Frozen(network);
            actor.LoadInto(weights);
            var jobs = AllPrompts().Select(p => new GenerationJob(p, SamplingOptions.Greedy with { MaxTokens = Tokens }, seed: 1)).ToList();
            trained = TinyActor.Answer(network, weights, jobs, Array.Empty<int>());
        }

        [OneTimeTearDown]
        public void DeleteFolder() => Directory.Delete(folder, recursive: true);

        [Test]
        public void TheFrozenF32ActorSaysTheSameOnAHundredPrompts()
        {
            using var frozen = Frozen(GgufType.F32);
            var said = frozen.Greedy(AllPrompts(), Tokens);
            Assert.That(said, Has.Count.EqualTo(Prompts));
            for (int i = 0; i < Prompts; i++)
            {
                Assert.That(said[i].Tokens, Is.EqualTo(trained[i].Tokens), $"prompt {i}");
                Assert.That(said[i].Tokens, Has.Count.EqualTo(Tokens));
                Assert.That(said[i].LogProbs, Is.EqualTo(trained[i].LogProbs).Within(1e-3), $"prompt {i}");
            }

            TestContext.Out.WriteLine($"largest difference of log-probs: {Gap(said):G3}");
        }

        /// <summary>The bundled actor's weights are stored as F16, so an F16 file loses nothing of them.</summary>
        [Test]
        public void TheFrozenF16ActorOfF16WeightsSaysTheSame()
        {
            using var frozen = Frozen(GgufType.F16);
            var said = frozen.Greedy(AllPrompts(), Tokens);
            Assert.That(said.Select(job => job.Tokens), Is.EqualTo(trained.Select(job => job.Tokens)));
            Assert.That(Gap(said), Is.LessThan(1e-3));
        }

        [Test]
        public void TheFrozenQ8ActorIsAtMostOnePerCentMorePerplexedByHeldOutDialogue()
        {
            double whole = Perplexity(GgufType.F32), quantized = Perplexity(GgufType.Q8_0);
            TestContext.Out.WriteLine($"perplexity F32 {whole:F4}, Q8_0 {quantized:F4}");
            Assert.That(whole, Is.InRange(1.05, 20), "a trained actor on its own kind of dialogue");
            Assert.That(quantized / whole, Is.EqualTo(1).Within(0.01));
        }

        [Test]
        public void WhatIsNotInMemoryYetSaysTheSameToTheLastBit([Values(GgufType.F32, GgufType.F16, GgufType.Q8_0)] GgufType type)
        {
            using var warm = Frozen(type);
            using var cold = Frozen(type, warm: false);
            var prompts = AllPrompts().Take(20).ToList();
            var (first, second) = (warm.Greedy(prompts, 16), cold.Greedy(prompts, 16));
            Assert.That(second.Select(job => job.Tokens), Is.EqualTo(first.Select(job => job.Tokens)));
            Assert.That(second.Select(job => job.LogProbs), Is.EqualTo(first.Select(job => job.LogProbs)));
        }

        private FrozenPlay Frozen(GgufType type, bool warm = true)
        {
            string path = Path.Combine(folder, $"{type}.gguf");
            if (!File.Exists(path))
                ActorExport.ToGguf(actor, path, type);
            return new FrozenPlay(path, warm);
        }

        private IEnumerable<int[]> AllPrompts() =>
            heldOut.Take(Prompts).Select(state => actor.Encoder.Encode(state, actor.Config.MaxPositions - Tokens).Ids.ToArray());

        private double Gap(IReadOnlyList<GenerationJob> said) =>
            said.Zip(trained, (a, b) => a.LogProbs.Zip(b.LogProbs, (x, y) => (double)Math.Abs(x - y)).Max()).Max();

        private double Perplexity(GgufType type)
        {
            using var frozen = Frozen(type);
            double sum = 0;
            int count = 0;
            foreach (var state in heldOut)
            {
                int[] prompt = actor.Encoder.Encode(state, actor.Config.MaxPositions - Tokens).Ids.ToArray();
                int[] reply = actor.Encoder.EncodeReply(state.Solutions[0]);
                sum += frozen.NegativeLogLikelihood(prompt.Concat(reply).ToArray(), prompt.Length);
                count += reply.Length;
            }

            return Math.Exp(sum / count);
        }
    }
}
