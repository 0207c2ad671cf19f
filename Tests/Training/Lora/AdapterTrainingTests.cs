#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Native;
using Repartee.Training.Supervised;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Lora
{
    /// <summary>An adapter is learnt by imitation, written, opened by its own folder, spoken with, and taught further.</summary>
    public sealed class AdapterTrainingTests
    {
        private const string Line = "The ale is cold.";

        private static readonly DialogueState Question =
            DialogueState.Begin("You keep the tavern.").With(DialogueMessage.FromUser("Is the ale cold?"));

        private static readonly DialogueState[] Dialogues = { Question.With(new DialogueMessage(DialogueRole.Assistant, Line)) };

        private string folder = "";
        private string backbone = "";

        [SetUp]
        public void WriteActor()
        {
            folder = Directory.CreateTempSubdirectory("repartee-").FullName;
            backbone = Path.Combine(folder, "actor");
            TalkingActor.Write(backbone);
        }

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, recursive: true);

        [Test]
        public void AnAdapterIsLearntAndSpokenWithAndTheBackboneStaysByteForByte([Values] bool checkpointing)
        {
            var before = Bytes(backbone);
            var losses = Train(ActorFolder.Open(backbone), "adapter", steps: 30, new AdapterConfig { Rank = 8, Alpha = 16 }, checkpointing);
            Assert.That(losses.First(), Is.GreaterThan(5));
            Assert.That(losses.Last(), Is.LessThan(1.3), "the frozen head's rows are too short for more than a third of the probability");
            Assert.That(Bytes(backbone), Is.EqualTo(before));
            Assert.That(
                Directory.GetFiles(Path.Combine(folder, "adapter")).Select(Path.GetFileName),
                Is.EquivalentTo(new[] { AdapterConfigFile.Name, AdapterConfigFile.WeightsName }));

            var actor = ActorFolder.Open(Path.Combine(folder, "adapter"));
            Assert.That((actor.Path, actor.AdapterPath), Is.EqualTo((backbone, Path.Combine(folder, "adapter"))));
            Assert.That(Answer(actor), Is.EqualTo(Line));
            Assert.That(Answer(ActorFolder.Open(backbone, Path.Combine(folder, "adapter"))), Is.EqualTo(Line));
            Assert.That(Answer(ActorFolder.Open(backbone)), Is.Not.EqualTo(Line));
        }

        [Test]
        public void AnAdapterThatAnActorComesWithGoesOnLearning()
        {
            var first = Train(ActorFolder.Open(backbone), "first", steps: 15, Config);
            var second = Train(ActorFolder.Open(Path.Combine(folder, "first")), "second", steps: 15, lora: null);
            Assert.That(second.First(), Is.EqualTo(first.Last()).Within(0.5), "it begins where the first ended");
            Assert.That(second.First(), Is.LessThan(first.First() - 0.5));
            Assert.That(AdapterConfigFile.Load(Path.Combine(folder, "second")), Is.EqualTo(Config with { BaseModel = backbone }));
        }

        [Test]
        public void OnlyTheAdapterLearns()
        {
            using var trainer = SupervisedTrainer.From(ActorFolder.Open(backbone), DeviceChoice.Cpu, Config);
            // Two layers; rank 4 on q (32 of 32), v (16 of 32) and down (32 of 48).
            Assert.That(trainer.TrainedCount, Is.EqualTo(2 * 4 * ((32 + 32) + (16 + 32) + (32 + 48))));
            Assert.That(trainer.ParameterCount, Is.GreaterThan(5 * trainer.TrainedCount));
        }

        [Test]
        public void AFreshAdapterOnAnActorThatComesWithOneIsRefused()
        {
            Train(ActorFolder.Open(backbone), "adapter", steps: 1, Config);
            Assert.That(
                () => SupervisedTrainer.From(ActorFolder.Open(Path.Combine(folder, "adapter")), DeviceChoice.Cpu, Config),
                Throws.ArgumentException.With.Message.StartsWith("Lora: expected nothing, because the actor comes with the adapter "));
        }

        [Test]
        public void AnAdapterWhoseBackboneIsNotHereIsRefusedWithWhatToDo()
        {
            Train(ActorFolder.Open(backbone), "adapter", steps: 1, Config);
            string adapter = Path.Combine(folder, "adapter");
            AdapterConfigFile.Save(AdapterConfigFile.Load(adapter) with { BaseModel = "someone/actor" }, adapter);
            Assert.That(
                () => ActorFolder.Open(adapter),
                Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("\"someone/actor\", which is no actor's folder here."));
            Assert.That(ActorFolder.Open(backbone, adapter).AdapterPath, Is.EqualTo(adapter), "named apart they open");
        }

        [Test]
        public void DropoutTakesPartInTrainingAndNotInMeasuring()
        {
            var actor = ActorFolder.Open(backbone);
            var plain = Train(actor, "plain", steps: 10, Config);
            var half = Config with { Dropout = 0.5 };
            var dropping = Train(actor, "dropping", steps: 10, half, measured: out double measured);
            Assert.That(dropping.First(), Is.EqualTo(plain.First()), "a fresh B is zero");
            Assert.That(dropping.Last(), Is.Not.EqualTo(plain.Last()).Within(0.01));
            Assert.That(Train(actor, "again", steps: 10, half), Is.EqualTo(dropping), "the seed decides what is dropped");

            string adapter = Path.Combine(folder, "dropping");
            AdapterConfigFile.Save(AdapterConfigFile.Load(adapter) with { Dropout = 0 }, adapter);
            Assert.That(Train(ActorFolder.Open(adapter), "next", steps: 1, lora: null).First(), Is.EqualTo(measured).Within(1e-5));
        }

        private static AdapterConfig Config { get; } =
            new AdapterConfig { Rank = 4, Alpha = 8, TargetModules = new[] { "q_proj", "v_proj", "down_proj" } };

        private static SupervisedOptions Options(int steps, bool checkpointing) => new SupervisedOptions
        {
            Steps = steps,
            BatchSize = 1,
            LearningRate = 0.02,
            WeightDecay = 0,
            WarmupShare = 0,
            ReportEvery = 1,
            GradientCheckpointing = checkpointing,
        };

        /// <summary>The loss of each step.</summary>
        private List<double> Train(ActorFolder actor, string name, int steps, AdapterConfig? lora, bool checkpointing = false) =>
            Train(actor, name, steps, lora, out _, checkpointing);

        /// <summary>Also the loss that is measured after the last step.</summary>
        private List<double> Train(
            ActorFolder actor, string name, int steps, AdapterConfig? lora, out double measured, bool checkpointing = false)
        {
            using var trainer = SupervisedTrainer.From(actor, DeviceChoice.Cpu, lora);
            var reports = new List<SupervisedProgress>();
            trainer.Train(Dialogues, Dialogues, Options(steps, checkpointing), reports.Add);
            trainer.Save(Path.Combine(folder, name));
            measured = reports.Last().ValidationLoss;
            return reports.Select(p => p.Loss).ToList();
        }

        private static string Answer(ActorFolder actor)
        {
            using var loaded = LoadedActor.Load(actor, DeviceChoice.Cpu);
            var said = loaded.Generate(new[] { actor.Encoder.Encode(Question).Ids.ToArray() }, SamplingOptions.Greedy, seed: 1)[0];
            return actor.Encoder.DecodeReply(said.Ids.ToList());
        }

        private static Dictionary<string, byte[]> Bytes(string path) => Directory.GetFiles(path).ToDictionary(f => f, File.ReadAllBytes);
    }
}
