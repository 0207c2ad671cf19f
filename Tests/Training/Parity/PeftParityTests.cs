#nullable enable
using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Tests.Lora;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Parity
{
    /// <summary>Adapters that Python's peft wrote give what peft gives: on all projections, and on two with the scale α/√r.</summary>
    public sealed class PeftParityTests
    {
        private static readonly string[][] Adapters =
        {
            new[] { "qwen2-all-linear", "qwen2-gqa8-tied" }, new[] { "llama-qv-rslora", "llama-gqa4-tied-rope3" },
        };

        [TestCaseSource(nameof(Adapters))]
        public void LogitsWithTheAdapterAreThoseOfPeft(string name, string backbone)
        {
            using var adapted = new AdaptedCheckpoint(name, backbone);
            var found = ForwardPass.Logits(adapted.Policy, adapted.Fixture.Prompts);
            Assert.That(ForwardPass.Gap(found, adapted.Expected), Is.LessThan(FixtureCheckpoint.Tolerance));
            Assert.That(
                ForwardPass.Gap(ForwardPass.Logits(adapted.Weights, adapted.Fixture.Prompts), adapted.Expected), Is.GreaterThan(0.5),
                "without the adapter they are others");
        }

        [TestCaseSource(nameof(Adapters))]
        public void LogitsWithTheAdapterMergedAreThoseOfPeftAndTheBackboneStaysAsItIs(string name, string backbone)
        {
            using var adapted = new AdaptedCheckpoint(name, backbone);
            var before = adapted.Weights.Arena.ToArray();
            using var merged = TinyLora.Merge(adapted.Adapter, adapted.Weights);
            var found = ForwardPass.Logits(merged, adapted.Fixture.Prompts);
            Assert.That(ForwardPass.Gap(found, adapted.Expected), Is.LessThan(FixtureCheckpoint.Tolerance));
            Assert.That(adapted.Weights.Arena.ToArray(), Is.EqualTo(before));
        }

        [TestCaseSource(nameof(Adapters))]
        public void GenerationWithTheAdapterSaysWhatTheMergedActorSays(string name, string backbone)
        {
            using var adapted = new AdaptedCheckpoint(name, backbone);
            using var merged = TinyLora.Merge(adapted.Adapter, adapted.Weights);
            var (apart, together) = (Greedy(adapted.Policy), Greedy(merged));
            Assert.That(apart.Select(j => j.Tokens), Is.EqualTo(together.Select(j => j.Tokens)));
            for (int i = 0; i < apart.Length; i++)
            {
                Assert.That(apart[i].LogProbs, Is.EqualTo(together[i].LogProbs).Within(FixtureCheckpoint.Tolerance));
                var read = ForwardPass.LogProbs(adapted.Policy, apart[i].Prompt, apart[i].Tokens);
                Assert.That(apart[i].LogProbs, Is.EqualTo(read).Within(FixtureCheckpoint.Tolerance));
            }

            GenerationJob[] Greedy(Policy policy)
            {
                var jobs = adapted.Fixture.Prompts
                    .Select(prompt => new GenerationJob(prompt, SamplingOptions.Greedy with { MaxTokens = 12 }, seed: 1)).ToArray();
                new BatchGenerator(policy.Network, Array.Empty<int>(), padToken: 0).Run(policy, jobs, () => false);
                return jobs;
            }
        }

        [TestCaseSource(nameof(Adapters))]
        public void WhatIsWrittenHasPeftsTensorsAndValuesBitForBit(string name, string backbone)
        {
            string folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            try
            {
                using var adapted = new AdaptedCheckpoint(name, backbone);
                LoraFile.Write(folder, adapted.Adapter.Layout, adapted.Adapter.Arena.ToArray(), TinyLora.Metadata);
                using var theirs = SafetensorsFile.Open(Path.Combine(adapted.Folder, AdapterConfigFile.WeightsName));
                using var ours = SafetensorsFile.Open(Path.Combine(folder, AdapterConfigFile.WeightsName));
                Assert.That(ours.Entries.Keys, Is.EquivalentTo(theirs.Entries.Keys));
                foreach (string tensor in theirs.Entries.Keys)
                {
                    Assert.That(ours.Entries[tensor].DType, Is.EqualTo(SafetensorsDType.F32));
                    Assert.That(ours.Entries[tensor].Shape, Is.EqualTo(theirs.Entries[tensor].Shape), tensor);
                    Assert.That(Read(ours, tensor), Is.EqualTo(Read(theirs, tensor)), tensor);
                }

                Assert.That(AdapterConfigFile.Load(folder), Is.EqualTo(AdapterConfigFile.Load(adapted.Folder)));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        private static float[] Read(SafetensorsFile file, string name)
        {
            var values = new float[file.Entries[name].Elements];
            file.ReadFloat32(name, values);
            return values;
        }

        /// <summary>A checkpoint with an adapter that peft wrote.</summary>
        private sealed class AdaptedCheckpoint : IDisposable
        {
            private readonly ActorNetwork network;

            internal AdaptedCheckpoint(string name, string backbone)
            {
                Folder = FixtureFolder.Checkpoint("adapters", name);
                Fixture = new FixtureCheckpoint(backbone);
                network = Fixture.Network();
                Weights = Fixture.Weights(network);
                Adapter = new LoraAdapter(network, AdapterConfigFile.Load(Folder), trainable: false);
                LoraFile.Load(Folder, Adapter);
                Expected = FixtureCheckpoint.ExpectedIn(Folder, "logits", Fixture.Prompts.Length);
            }

            internal string Folder { get; }

            internal FixtureCheckpoint Fixture { get; }

            internal ActorWeights Weights { get; }

            internal LoraAdapter Adapter { get; }

            internal Policy Policy => new Policy(Weights, Adapter.Kernel);

            internal float[][] Expected { get; }

            public void Dispose()
            {
                Adapter.Dispose();
                Weights.Dispose();
                network.Dispose();
            }
        }
    }
}
