#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.RewardModel;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Weights;
using TorchSharp;

namespace Repartee.Training.Tests.RewardModel
{
    public sealed class RewardModelFileTests : RewardModelTests
    {
        [Test]
        public void ScoresMeanAndDeviationSurviveAReloadBitForBit()
        {
            string folder = Trained();
            using var first = Load(folder);
            using var second = Load(folder);
            Assert.That(second.Mean, Is.EqualTo(first.Mean).And.Not.Zero);
            Assert.That(second.Deviation, Is.EqualTo(first.Deviation).And.Not.Zero);
            Assert.That(second.RawScores(Fixed), Is.EqualTo(first.RawScores(Fixed)));

            var info = new RewardModelInfo
            {
                HiddenSize = 32,
                Backbone = "b",
                BackboneHash = "h",
                Template = "t",
                HeadHash = "w",
                Mean = 1.0 / 3,
                Deviation = Math.PI * 1e-7,
            };
            info.Write(Path.Combine(folder, "other.json"));
            Assert.That(RewardModelInfo.Read(Path.Combine(folder, "other.json")), Is.EqualTo(info));
        }

        [Test]
        public void TheFolderSaysWhatTheModelIs()
        {
            string folder = Trained();
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "reward_model.json")));
            Assert.That(json.RootElement.EnumerateObject().Select(field => field.Name), Is.EqualTo(new[]
            {
                "format_version", "hidden_size", "backbone", "backbone_sha256", "template", "score_mean", "score_std", "held_out_accuracy",
                "weights_sha256",
            }));
            Assert.That(json.RootElement.GetProperty("backbone").GetString(), Is.EqualTo(Path.GetFullPath(ActorPath)));
            Assert.That(json.RootElement.GetProperty("template").GetString(), Is.EqualTo("repartee"));
            using var weights = SafetensorsFile.Open(Path.Combine(folder, "reward_model.safetensors"));
            var names = new[] { "value.0.weight", "value.0.bias", "value.1.weight", "value.1.bias" };
            Assert.That(weights.Entries.Keys, Is.EquivalentTo(names));
            Assert.That(weights.Entries.Values.Select(entry => entry.DType), Is.All.EqualTo(SafetensorsDType.F32));
        }

        [Test]
        public void AnotherBackboneIsRefused()
        {
            string folder = Trained(), other = Named("other");
            TalkingActor.Write(other);
            string weights = Path.Combine(other, "model.safetensors");
            var bytes = File.ReadAllBytes(weights);
            bytes[bytes.Length - 2] ^= 1;                                       // one bit of one weight
            File.WriteAllBytes(weights, bytes);
            Assert.That(
                () => LearnedReward.Load(folder, ActorFolder.Open(other), DeviceChoice.Cpu),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected the backbone that this reward model was trained on")
                    .And.Message.Contains(other).And.Message.Contains("train the reward model again on this one."));
        }

        [Test]
        public void AnotherTemplateIsRefused()
        {
            string folder = Trained();
            Change(folder, json => json["template"] = "chatml");
            Assert.That(
                () => LearnedReward.Load(folder, ActorFolder.Open(ActorPath), DeviceChoice.Cpu),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("expected the chat template \"chatml\""));
        }

        [Test]
        public void AFolderWithoutAModelIsNamed() => Assert.That(
            () => Load(Named("none")),
            Throws.TypeOf<FileNotFoundException>().With.Message.Contains("lacks reward_model.json").And.Message.Contains(
                "RewardModelTrainer.Save"));

        [Test]
        public void WeightsOfAnotherTrainingAreRefused()
        {
            string folder = Trained(), other = Trained("other", seed: 2);
            File.Copy(Path.Combine(other, "reward_model.safetensors"), Path.Combine(folder, "reward_model.safetensors"), overwrite: true);
            Assert.That(
                () => Load(folder),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains(
                    "expected the weights that reward_model.json beside it was written with"));
        }

        [TestCase("format_version", 2, "expected format_version to be 1, but found 2.")]
        [TestCase("hidden_size", 0, "expected hidden_size to be 1 or more, but found 0.")]
        [TestCase("backbone_sha256", null, "expected backbone_sha256 to be a text, but found none.")]
        [TestCase("score_mean", "x", "expected score_mean to be a number, but found \"x\".")]
        [TestCase("score_std", 0, "expected score_std to be more than 0, but found 0.")]
        [TestCase("weights_sha256", null, "expected weights_sha256 to be a text, but found none.")]
        public void ABrokenDescriptionIsNamedWithWhatWasExpected(string name, object? value, string message)
        {
            string folder = Trained();
            Change(folder, json => json[name] = value is null ? null : JsonSerializer.SerializeToNode(value));
            Assert.That(
                () => Load(folder),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Contains("reward_model.json")
                    .And.Message.Contains("Train the reward model again"));
        }

        [Test]
        public void ATensorThatIsMissingIsNamed()
        {
            string folder = Trained(), file = Path.Combine(folder, "reward_model.safetensors");
            var bias = new SafetensorsTensor("value.0.bias", new long[] { 32 }, new float[32]);
            SafetensorsWriter.Write(file, new[] { bias }, SafetensorsDType.F32);
            Change(folder, json => json["weights_sha256"] = ContentHash.OfFile(file));
            long before = torch.Tensor.TotalCount;
            Assert.That(
                () => Load(folder),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("'value.0.weight'").And.Message.Contains(file));
            Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));
        }

        private static LearnedReward Load(string folder) => LearnedReward.Load(folder, device: DeviceChoice.Cpu);

        private static void Change(string folder, Action<JsonNode> change)
        {
            string file = Path.Combine(folder, "reward_model.json");
            var json = JsonNode.Parse(File.ReadAllText(file))!;
            change(json);
            File.WriteAllText(file, json.ToJsonString());
        }
    }
}
