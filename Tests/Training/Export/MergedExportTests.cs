#nullable enable
using System;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Export;
using Repartee.Training.Lora;
using Repartee.Training.Tests.Lora;
using Repartee.Training.Tests.Parity;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Export
{
    /// <summary>Exports of adapters, against libtorch's merging and that in double precision by the tensors' names.</summary>
    public sealed class MergedExportTests : ExportTests
    {
        private const float Rounding = 2e-6f;

        [Test]
        public void AFolderHasWhatALoadedActorTalksWith([Values] bool some, [Values] bool halves)
        {
            string[] modules = some ? new[] { "q_proj", "up_proj" } : Array.Empty<string>();
            var (folder, config, values) = WithAdapter("qwen2-gqa8-tied", modules);
            var report = ActorExport.ToSafetensors(folder, In("merged"), halves ? SafetensorsDType.BF16 : SafetensorsDType.F32);
            var merged = ActorFolder.Open(In("merged"));
            Assert.That((merged.AdapterPath, report.Path, report.Notes.Count), Is.EqualTo((default(string), In("merged"), 0)));
            var layout = new ActorLayout(folder.Config);
            float[] found = FixtureCheckpoint.ValuesIn(In("merged"), layout), backbone = FixtureCheckpoint.ValuesIn(folder.Path, layout);
            float[] exact = TinyLora.Merged(layout, backbone, new LoraLayout(layout, config), values);
            float[] torch = MergedByTorch(folder, config);
            for (int i = 0; i < found.Length; i++)
            {
                float within = halves ? Math.Abs(exact[i]) / 256 + Rounding : Rounding;
                if (!(Math.Abs(found[i] - exact[i]) <= within && Math.Abs(found[i] - torch[i]) <= within))
                    Assert.Fail($"weight {i}: {found[i]} instead of {exact[i]}; libtorch says {torch[i]}");
            }

            Assert.That(found.Where((value, i) => value != backbone[i]).Count(), Is.GreaterThan(1000), "the adapter matters");
            Assert.That(FileNames, Is.EqualTo(new[] { "actor", "adapter", "merged" }), "nothing else is left");
        }

        [Test]
        public void AFileHasTheSameAsTheMergedFolder([Values("llama-gqa1-untied-sharded", "qwen2-gqa8-tied")] string name)
        {
            var (folder, _, _) = WithAdapter(name);
            ActorExport.ToSafetensors(folder, In("merged"));
            string once = ActorExport.ToGguf(folder, In("once.gguf"), GgufType.F16).ContentHash!;
            string twice = ActorExport.ToGguf(ActorFolder.Open(In("merged")), In("twice.gguf"), GgufType.F16).ContentHash!;
            string without = ActorExport.ToGguf(ActorFolder.Open(folder.Path), In("without.gguf"), GgufType.F16).ContentHash!;
            Assert.That(once, Is.EqualTo(twice).And.Not.EqualTo(without).And.Matches("^[0-9a-f]{64}$"));
        }

        private (ActorFolder Folder, AdapterConfig Config, float[] Values) WithAdapter(string name, params string[] modules)
        {
            ExportFixture.WithCheckpoint(In("actor"), name);
            var config = TinyLora.Config(modules) with { BaseModel = In("actor") };
            var layout = new LoraLayout(new ActorLayout(ActorConfig.Load(In("actor"))), config);
            float[] values = TinyLora.Values(layout, 4);
            LoraFile.Write(In("adapter"), layout, values, TinyLora.Metadata);
            return (ActorFolder.Open(In("adapter")), config, values);
        }

        private static float[] MergedByTorch(ActorFolder folder, AdapterConfig config)
        {
            using var network = new ActorNetwork(folder.Config, TorchSharp.torch.CPU);
            using var weights = ActorWeights.Frozen(network);
            folder.LoadInto(weights);
            using var adapter = new LoraAdapter(network, config, trainable: false);
            LoraFile.Load(folder.AdapterPath!, adapter);
            using var merged = TinyLora.Merge(adapter, weights);
            return merged.Arena.ToArray();
        }
    }
}
