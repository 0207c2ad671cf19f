#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Native;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Lora
{
    /// <summary>Whole runs with adapters: play, learn, publish, checkpoint, resume.</summary>
    public sealed class LoraSessionTests : TrainerTests
    {
        private const int Updates = 3;

        private static AdapterConfig Config { get; } = new AdapterConfig { Rank = 4, Alpha = 8 };

        [Test]
        public async Task ThePublishedActorsLogProbsAreTheTrainersAndTheKlLeavesZero()
        {
            await PlayAsync(Options("run") with { Lora = Config, Ppo = SmallPpo with { LearningRate = 1e-2 } }, Updates);
            var lines = File.ReadLines(Path.Combine(Named("run"), "metrics.jsonl"));
            var metrics = lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
            double[] All(string name) => metrics.Select(m => m.GetProperty(name).GetDouble()).ToArray();
            Assert.That(metrics, Has.Count.EqualTo(Updates));
            Assert.That(All("policy/logprob_gap"), Is.All.InRange(0, 1e-4));
            Assert.That(All("val/ratio_first"), Is.All.EqualTo(1).Within(1e-5));
            Assert.That(All("objective/kl")[0], Is.Zero.Within(1e-5), "actor and reference are computed in two ways");
            Assert.That(All("objective/kl").Skip(1), Is.All.Not.EqualTo(0).Within(1e-6));
        }

        [Test]
        public async Task ACheckpointIsAnAdapterThatOpensAsAnActorAndTheNextRunStartsFromIt()
        {
            string weights = Path.Combine(ActorPath, "model.safetensors");
            var before = File.ReadAllBytes(weights);
            await PlayAsync(Options("first") with { Lora = Config }, Updates);
            string checkpoint = Path.Combine(Named("first"), "checkpoints", $"step-{Updates:D6}");
            Assert.That(File.ReadAllBytes(weights), Is.EqualTo(before));
            using (var loaded = LoadedActor.Load(ActorFolder.Open(checkpoint), DeviceChoice.Cpu))
                Assert.That(loaded.Folder.AdapterPath, Is.EqualTo(checkpoint));

            await PlayAsync(Options("second") with { AdapterFolder = checkpoint }, 1);
            using var metrics = JsonDocument.Parse(File.ReadLines(Path.Combine(Named("second"), "metrics.jsonl")).First());
            double kl = metrics.RootElement.GetProperty("objective/kl").GetDouble();
            Assert.That(kl, Is.Zero, "the reference is the adapter it started from");
            var written = AdapterConfigFile.Load(Path.Combine(Named("second"), "checkpoints", "step-000001"));
            Assert.That(written, Is.EqualTo(Config with { BaseModel = ActorPath }));
        }

        [Test]
        public async Task AStopBetweenTwoUpdatesChangesNothingOfAnAdapterRun()
        {
            TrainingOptions Run(string name) => Options(name) with { Lora = Config, Seed = 3 };
            await PlayAsync(Run("whole"), Updates);
            await PlayAsync(Run("parts"), 1);
            await PlayAsync(Run("parts") with { Resume = true }, Updates);
            foreach (string file in new[] { "learner.safetensors", "adapter_model.safetensors" })
                Assert.That(Bytes("parts", file), Is.EqualTo(Bytes("whole", file)), file);
        }

        private byte[] Bytes(string run, string file) =>
            File.ReadAllBytes(Path.Combine(Named(run), "checkpoints", $"step-{Updates:D6}", file));
    }
}
