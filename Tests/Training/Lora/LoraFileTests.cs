#nullable enable
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Tests.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Lora
{
    public sealed class LoraFileTests
    {
        private ActorNetwork network = null!;
        private string folder = "";

        [SetUp]
        public void Create()
        {
            network = TinyActor.Network(TinyActor.Config(layers: 1));
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
        }

        [TearDown]
        public void Delete()
        {
            Directory.Delete(folder, recursive: true);
            network.Dispose();
        }

        [Test]
        public void TensorsHavePeftsNamesAndShapes()
        {
            Write(TinyLora.Config("v_proj", "q_proj", "down_proj"));
            using var file = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors"));
            Assert.That(file.Entries.Values.Select(e => $"{e.Name} {e.DType} {string.Join("x", e.Shape)}"), Is.EquivalentTo(new[]
            {
                "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight F32 3x32",
                "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight F32 32x3",
                "base_model.model.model.layers.0.self_attn.v_proj.lora_A.weight F32 3x32",
                "base_model.model.model.layers.0.self_attn.v_proj.lora_B.weight F32 16x3",
                "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight F32 3x48",
                "base_model.model.model.layers.0.mlp.down_proj.lora_B.weight F32 32x3",
            }));
            Assert.That(file.Metadata["format"], Is.EqualTo("pt"));
        }

        [Test]
        public void WhatWasWrittenIsReadBackBitForBitWithItsConfiguration()
        {
            var config = TinyLora.Config("k_proj", "gate_proj", "up_proj") with { UseRsLora = true, BaseModel = "../actor" };
            var written = Write(config);
            Assert.That(AdapterConfigFile.Load(folder), Is.EqualTo(config));
            using var adapter = new LoraAdapter(network, AdapterConfigFile.Load(folder), trainable: true);
            LoraFile.Load(folder, adapter);
            Assert.That(adapter.Arena.ToArray(), Is.EqualTo(written));
        }

        [Test]
        public void AnAdapterThatDoesNotFitIsRefusedWithTheTensorsName()
        {
            Write(TinyLora.Config("q_proj"));
            Assert.That(Refusal(TinyLora.Config("q_proj", "v_proj")), Does.Contain("adapter_model.safetensors: expected ")
                .And.Contain("self_attn.v_proj.lora_A.weight\", but found none among its 2 tensors."));
            Assert.That(Refusal(TinyLora.Config("q_proj") with { Rank = 5 }), Does.Contain(
                "q_proj.lora_A.weight\" of shape [5, 32], but found [3, 32]."));
            Write(TinyLora.Config("q_proj", "k_proj"));
            Assert.That(Refusal(TinyLora.Config("q_proj")), Does.Contain(
                "found \"base_model.model.model.layers.0.self_attn.k_proj.lora_A.weight\", which neither"));
        }

        private string Refusal(AdapterConfig config)
        {
            using var adapter = new LoraAdapter(network, config, trainable: false);
            return Assert.Throws<InvalidDataException>(() => LoraFile.Load(folder, adapter))!.Message;
        }

        private float[] Write(AdapterConfig config)
        {
            var layout = new LoraLayout(network.Layout, config);
            var values = TinyLora.Values(layout, seed: 6);
            LoraFile.Write(folder, layout, values, TinyLora.Metadata);
            return values;
        }
    }
}
