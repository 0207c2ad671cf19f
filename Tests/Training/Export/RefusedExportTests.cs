#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Export;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Export
{
    public sealed class RefusedExportTests : ExportTests
    {
        [TestCase(GgufType.F16, 70000f, "Tensor 'blk.1.ffn_up.weight': expected finite elements that fit into F16")]
        [TestCase(GgufType.Q8_0, float.NaN, "Tensor 'blk.1.ffn_up.weight': expected finite elements that fit into Q8_0")]
        public void WeightsThatDoNotFitLeaveTheOldFile(GgufType type, float value, string expected)
        {
            var folder = ExportFixture.WithTokenizer(In("actor"), "gpt2");
            ExportFixture.WriteWeights(
                In("actor"), folder.Config, (values, layout) => values[layout.Parameters["1.gate_up"].Offset + 48 * 32] = value);
            File.WriteAllText(In("actor.gguf"), "old");
            Assert.That(
                () => ActorExport.ToGguf(folder, In("actor.gguf"), type),
                Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"{In("actor.gguf")}: {expected}"));
            Assert.That(File.ReadAllText(In("actor.gguf")), Is.EqualTo("old"));
            Assert.That(FileNames, Is.EqualTo(new[] { "actor", "actor.gguf" }));
        }

        [Test]
        public void OtherTypesAreRefusedByName()
        {
            Assert.That(
                () => ActorExport.ToGguf(ExportFixture.Tavern(), In("a.gguf"), GgufType.Q4_K),
                Throws.ArgumentException.With.Message.StartsWith("type: expected F32, F16 or Q8_0, but found Q4_K. Choose one of them."));
            Assert.That(
                () => ActorExport.ToSafetensors(ExportFixture.Tavern(), In("a"), SafetensorsDType.U8),
                Throws.ArgumentException.With.Message.StartsWith("type: expected F32, F16 or BF16, but found U8. Choose one of them."));
            Assert.That(FileNames, Is.Empty);
        }

        [Test]
        public void AMissingFolderIsNamed() => Assert.That(
            () => ActorExport.ToGguf(ExportFixture.Tavern(), Path.Combine(In("no"), "a.gguf"), GgufType.F32),
            Throws.InstanceOf<DirectoryNotFoundException>().With.Message.EqualTo(
                $"Expected the folder {In("no")} to write a.gguf into, but it is not there. Make it."));

        [Test]
        public void AFolderWithFilesIsLeftAlone()
        {
            Directory.CreateDirectory(In("full"));
            File.WriteAllText(Path.Combine(In("full"), "notes.txt"), "mine");
            Assert.That(
                () => ActorExport.ToSafetensors(ExportFixture.Tavern(), In("full")),
                Throws.InstanceOf<IOException>().With.Message.EqualTo(
                    $"Expected a new or empty folder, but {In("full")} already holds files. Name another one."));
            Assert.That(Directory.GetFiles(In("full")).Select(Path.GetFileName), Is.EqualTo(new[] { "notes.txt" }));
        }

        [Test]
        public void AdviceOutOfItsRangeIsRefused() => Assert.That(
            () => ActorExport.ToGguf(
                ExportFixture.Tavern(), In("a.gguf"), GgufType.F32, new ExportOptions { Sampling = new FrozenSampling { TopP = 1.5f } }),
            Throws.ArgumentException.With.Message.EqualTo(
                "Sampling: expected general.sampling.top_p to be above 0 and at most 1, but found 1.5."));

        [Test]
        public void WhatIsAskedForIsSaid()
        {
            var options = new ExportOptions
            {
                Name = "Greta",
                PolicyVersion = 12,
                RunId = "run",
                Rewards = new Dictionary<string, float> { ["length"] = 0.5f, ["format"] = -1f },
                Sampling = new FrozenSampling { Temperature = 0.7f, TopK = 40, TopP = 0.9f, RepetitionPenalty = 1.1f, MaxTokens = 64 },
            };
            ActorExport.ToGguf(ExportFixture.Tavern(), In("a.gguf"), GgufType.Q8_0, options);
            using var model = FrozenModel.Open(In("a.gguf"));
            Assert.That(model.Sampling, Is.EqualTo(options.Sampling));
            Assert.That((model.Info.Name, model.Info.PolicyVersion, model.Info.RunId), Is.EqualTo(("Greta", 12L, "run")));
            Assert.That(model.Info.Rewards, Is.EqualTo(options.Rewards));
        }

        [Test]
        public void AChangedWeightIsNoticed()
        {
            ActorExport.ToGguf(ExportFixture.Tavern(), In("a.gguf"), GgufType.Q8_0);
            long place;
            using (var model = FrozenModel.Open(In("a.gguf")))
            {
                Assert.That(model.VerifyContent(), Is.True);
                place = model.File.Tensors[FrozenTensors.Gate(3)].Offset + 5;
            }

            byte[] bytes = File.ReadAllBytes(In("a.gguf"));
            bytes[place] ^= 1;
            File.WriteAllBytes(In("a.gguf"), bytes);
            using var changed = FrozenModel.Open(In("a.gguf"));
            Assert.That(changed.VerifyContent(), Is.False);
        }

        /// <summary>Files name the version of the package that wrote them.</summary>
        [Test]
        public void TheVersionIsThePackages() =>
            Assert.That(
                File.ReadAllText(Path.Combine(ExportFixture.Package, "package.json")),
                Does.Contain($"\"version\": \"{ActorExport.Version}\""));
    }
}
