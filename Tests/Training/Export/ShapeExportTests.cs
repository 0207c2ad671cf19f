#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Training.Actor;
using Repartee.Training.Export;
using Repartee.Training.Tests.Parity;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.Tests.Export
{
    /// <summary>Shape and weights of a file, against the actor's folder.</summary>
    public sealed class ShapeExportTests : ExportTests
    {
        private static readonly string[] Names = FixtureCheckpoint.Names;

        [Test]
        public void EveryArchitectureKeepsItsShape([ValueSource(nameof(Names))] string name)
        {
            var folder = ExportFixture.WithCheckpoint(In("actor"), name);
            ActorExport.ToGguf(folder, In("a.gguf"), GgufType.F32);
            using var model = FrozenModel.Open(In("a.gguf"));
            FrozenConfig found = model.Config;
            ActorConfig config = folder.Config;
            Assert.That(found.Architecture, Is.EqualTo(name.Split('-')[0].Replace("mistral", "llama")));
            Assert.That(
                (found.VocabSize, found.HiddenSize, found.IntermediateSize, found.Layers, found.Heads, found.KeyValueHeads, found.HeadDim),
                Is.EqualTo((config.VocabSize, config.HiddenSize, config.IntermediateSize, config.Layers, config.Heads, config.KeyValueHeads,
                    config.HeadDim)));
            Assert.That(
                (found.ContextLength, found.RmsNormEps, found.RopeTheta, found.TieWordEmbeddings, found.QkvBias, found.QkNorm),
                Is.EqualTo((config.MaxPositions, (float)config.RmsNormEps, (float)config.RopeTheta, config.TieWordEmbeddings,
                    config.QkvBias, config.QkNorm)));
            Assert.That(found.InterleavedRope, Is.EqualTo(found.Architecture == "llama"));
            Assert.That(found.RopeFrequencyFactors, config.RopeScaling is null ? Is.Empty : Has.Count.EqualTo(config.HeadDim / 2));
            Assert.That(model.VerifyContent(), Is.True);
        }

        /// <summary>Rows of queries and keys are put back one by one here, by the rule that llama.cpp turns neighbours.</summary>
        [Test]
        public void EveryWeightIsThere([ValueSource(nameof(Names))] string name, [Values] bool rounded)
        {
            var folder = ExportFixture.WithCheckpoint(In("actor"), name);
            ActorExport.ToGguf(folder, In("a.gguf"), rounded ? GgufType.F16 : GgufType.F32);
            using var model = FrozenModel.Open(In("a.gguf"));
            using var weights = CheckpointWeights.Open(In("actor"));
            int rotated = 0;
            foreach ((string tensor, long[] shape) in FrozenTensors.Of(model.Config).Where(t => t.Name != FrozenTensors.RopeFactors))
            {
                float[] found = Read(model.File, tensor), expected = new float[found.Length];
                weights.ReadFloat32(TensorNames.HuggingFace(tensor), 0, expected);
                if (model.Config.InterleavedRope && (tensor.Contains("attn_q.") || tensor.Contains("attn_k.")))
                {
                    found = Unrotated(found, found.Length / (int)shape[0], model.Config.HeadDim);
                    rotated++;
                }

                bool halves = rounded && shape.Length == 2;
                Assert.That(model.File.Tensors[tensor].Type, Is.EqualTo(halves ? GgufType.F16 : GgufType.F32), tensor);
                Assert.That(found, Is.EqualTo(halves ? expected.Select(value => (float)(Half)value).ToArray() : expected), tensor);
            }

            Assert.That(rotated, Is.EqualTo(model.Config.InterleavedRope ? 2 * model.Config.Layers : 0));
        }

        [Test]
        public void BlocksOfEightBitsAreWithinHalfAStep()
        {
            var folder = ExportFixture.Tavern();
            var report = ActorExport.ToGguf(folder, In("a.gguf"), GgufType.Q8_0);
            Assert.That(report.Notes, Is.Empty);
            using var model = FrozenModel.Open(In("a.gguf"));
            using var weights = CheckpointWeights.Open(folder.Path);
            float[] found = Read(model.File, FrozenTensors.Embedding), expected = new float[found.Length];
            weights.ReadFloat32("model.embed_tokens.weight", 0, expected);
            for (int block = 0; block < found.Length; block += 32)
            {
                float step = expected.Skip(block).Take(32).Max(Math.Abs) / 127f; // rounded to half a step, and 127 times as F16
                for (int i = block; i < block + 32; i++)
                    if (!(Math.Abs(found[i] - expected[i]) <= step * 0.57f + 1e-9f))
                        Assert.Fail($"weight {i}: {found[i]} instead of {expected[i]} with steps of {step}");
            }

            Assert.That(report.Parameters, Is.EqualTo(new ActorLayout(folder.Config).Checkpoint.Sum(t => t.Count)));
            Assert.That(report.Bytes, Is.EqualTo(new FileInfo(In("a.gguf")).Length).And.LessThan(report.Parameters * 1.2));
            Assert.That((report.Path, report.ContentHash), Is.EqualTo((In("a.gguf"), model.Info.ContentHash)));
        }

        [Test]
        public void RowsThatAreNoMultipleOfABlockStayHalves()
        {
            var folder = ExportFixture.WithTokenizer(In("actor"), "gpt2"); // an intermediate size of 48
            var report = ActorExport.ToGguf(folder, In("a.gguf"), GgufType.Q8_0);
            Assert.That(report.Notes, Is.EqualTo(new[]
            {
                "Q8_0 needs rows of a multiple of 32 weights: 2 matrices with others, such as blk.0.ffn_down.weight, are F16.",
            }));
            using var file = GgufFile.Open(In("a.gguf"));
            Assert.That(file.Tensors[FrozenTensors.Down(1)].Type, Is.EqualTo(GgufType.F16));
            Assert.That(file.Tensors[FrozenTensors.Up(1)].Type, Is.EqualTo(GgufType.Q8_0));
            Assert.That(file.Tensors[FrozenTensors.OutputNorm].Type, Is.EqualTo(GgufType.F32));
        }

        [Test]
        public void ContextStretchIsWhatTrainingTurnsBy()
        {
            var folder = ExportFixture.WithCheckpoint(In("actor"), "llama-gqa4-tied-rope3");
            ActorExport.ToGguf(folder, In("a.gguf"), GgufType.F32);
            var config = FrozenConfig.Read(GgufFile.Open(In("a.gguf")));
            using var table = new RotaryTable(folder.Config, torch.CPU, torch.ScalarType.Float32);
            float[] sines = HostCopy.Floats(table.Sin);
            Assert.That(config.RopeFrequencyFactors, Has.Some.EqualTo(1f).And.Some.GreaterThan(1.5f));
            for (int i = 0; i < config.HeadDim / 2; i++)
            {
                double turn = Math.Pow(config.RopeTheta, -2.0 * i / config.HeadDim) / config.RopeFrequencyFactors[i];
                Assert.That(Math.Sin(turn), Is.EqualTo(sines[config.HeadDim + i]).Within(1e-6), $"pair {i} at position 1");
            }
        }

        private static float[] Read(GgufFile file, string tensor)
        {
            var values = new float[file.Tensors[tensor].Elements];
            file.ReadFloat32(tensor, 0, values);
            return values;
        }

        private static float[] Unrotated(float[] rows, int columns, int headDim)
        {
            var back = new float[rows.Length];
            for (int row = 0; row < rows.Length / columns; row++)
            {
                int head = row / headDim, pair = row % headDim / 2, second = row % 2;
                int there = head * headDim + pair + second * headDim / 2;
                Array.Copy(rows, row * columns, back, there * columns, columns);
            }

            return back;
        }
    }
}
