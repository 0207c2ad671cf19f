#nullable enable
using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Tests.Lora;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Parity
{
    /// <summary>The other way round: an adapter of ours for Python's peft to read, see Tests/Fixtures~/README.md.</summary>
    public sealed class PeftExportTests
    {
        private const string Backbone = "qwen2-gqa8-tied";

        [Test]
        [Explicit("Writes adapter/ and logits.safetensors for check_adapter.py into the folder that REPARTEE_PEFT_OUT names.")]
        public void WriteAnAdapterAndItsLogits()
        {
            string? folder = Environment.GetEnvironmentVariable("REPARTEE_PEFT_OUT");
            Assert.That(folder, Is.Not.Null.And.Not.Empty, "Set REPARTEE_PEFT_OUT to the folder to write into.");
            var fixture = new FixtureCheckpoint(Backbone);
            using var network = fixture.Network();
            using var weights = fixture.Weights(network);
            using var adapter = TinyLora.Adapter(network, new AdapterConfig { Rank = 4, Alpha = 8, BaseModel = Backbone }, seed: 5);
            LoraFile.Write(Path.Combine(folder!, "adapter"), adapter.Layout, adapter.Arena.ToArray(), TinyLora.Metadata);

            var logits = ForwardPass.Logits(new Policy(weights, adapter.Kernel), fixture.Prompts);
            var tensors = logits.Select((values, i) => new SafetensorsTensor(
                $"logits.{i}", new long[] { fixture.Prompts[i].Length, fixture.Config.VocabSize }, values));
            SafetensorsWriter.Write(Path.Combine(folder!, "logits.safetensors"), tensors, SafetensorsDType.F32);
            Assert.That(ForwardPass.Gap(logits, fixture.Expected("logits")), Is.GreaterThan(0.5), "the adapter should matter");
        }
    }
}
