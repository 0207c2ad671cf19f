#nullable enable
using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Training.Actor;
using Repartee.Training.Tests.Lora;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.Tests.Parity
{
    public sealed class CheckpointLoadingTests
    {
        private string folder = "";

        [SetUp]
        public void CreateFolder() => folder = Directory.CreateTempSubdirectory("repartee-").FullName;

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, recursive: true);

        [Test]
        public void ShardsGiveTheWeightsOfOneFileBitForBit()
        {
            var fixture = new FixtureCheckpoint("llama-gqa1-untied-sharded");
            Assert.That(Directory.GetFiles(fixture.Folder, "model-*.safetensors"), Has.Length.EqualTo(3));
            var layout = new ActorLayout(fixture.Config);
            var values = fixture.Values(layout);
            SafetensorsWriter.Write(
                Path.Combine(folder, CheckpointWeights.FileName), ActorFolder.Tensors(layout, values), SafetensorsDType.F16);
            Assert.That(FixtureCheckpoint.ValuesIn(folder, layout), Is.EqualTo(values));
            Assert.That(values.Distinct().Count(), Is.GreaterThan(1000));
        }

        /// <summary>Weights go through memory in parts of <see cref="ParameterArena.ChunkElements"/>.</summary>
        [TestCase(ScalarType.Float32)]
        [TestCase(ScalarType.BFloat16)]
        public void ATensorOfMoreThanOnePartIsReadAndWrittenWhole(ScalarType type)
        {
            var actor = LargeActor();
            using var network = new ActorNetwork(actor.Config, CPU, type);
            using var weights = ActorWeights.Frozen(network);
            actor.LoadInto(weights);
            var embedding = network.Layout.Parameters["embedding"];
            Assert.That(embedding.Count, Is.GreaterThan(ParameterArena.ChunkElements));
            var found = weights.Arena.ToArray();
            Assert.That(Mismatches(i => found[embedding.Offset + i], embedding.Count, type), Is.Zero);

            string copy = Path.Combine(folder, "copy");
            actor.WriteCopy(copy, ActorFolder.Tensors(weights), SafetensorsDType.F32, TinyLora.Metadata);
            var written = FixtureCheckpoint.ValuesIn(copy, network.Layout);
            Assert.That(written.AsSpan().SequenceEqual(found), Is.True);
        }

        private static int Mismatches(Func<int, float> found, long count, ScalarType type)
        {
            int wrong = 0;
            for (int i = 0; i < count; i++)
            {
                float expected = type == ScalarType.BFloat16 ? HalfBits.FromBF16(HalfBits.ToBF16(Value(i))) : Value(i);
                if (found(i) != expected)
                    wrong++;
            }

            return wrong;
        }

        /// <summary>A float16 number that comes again after a prime number of elements, so that a shifted part shows.</summary>
        private static float Value(long element) => (element % 2039) / 2048f;

        /// <summary>The talking actor's folder with an embedding of 4.5 million numbers.</summary>
        private ActorFolder LargeActor()
        {
            string path = Path.Combine(folder, "actor");
            TalkingActor.Write(path);
            var small = ActorConfig.Load(path);
            new ActorConfig
            {
                VocabSize = 140_000,
                HiddenSize = 32,
                IntermediateSize = 48,
                Layers = 1,
                Heads = 4,
                MaxPositions = 16,
                TieWordEmbeddings = true,
                EosTokenIds = small.EosTokenIds,
            }.Save(path);
            var tensors = new ActorLayout(ActorConfig.Load(path)).Checkpoint.Select(t => new SafetensorsTensor(t.Name, t.Shape, Fill));
            SafetensorsWriter.Write(Path.Combine(path, CheckpointWeights.FileName), tensors, SafetensorsDType.F16);
            return ActorFolder.Open(path);
        }

        private static void Fill(long first, Span<float> part)
        {
            for (int i = 0; i < part.Length; i++)
                part[i] = Value(first + i);
        }
    }
}
