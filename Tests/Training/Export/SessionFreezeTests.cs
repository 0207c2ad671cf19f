#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Frozen.Gguf;
using Repartee.Frozen.Model;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Export;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Export
{
    /// <summary>Freezing the actor of a running session, against freezing the folders that it starts from and leaves behind.</summary>
    public sealed class SessionFreezeTests : TrainerTests
    {
        [Test]
        public async Task BeforeTheFirstUpdateItIsTheFolderAsItWas()
        {
            await using var session = await TrainingSession.StartAsync(Options());
            var report = await session.FreezeAsync(Named("session.gguf"), GgufType.F32, new ExportOptions { Name = "Greta" });
            Directory.CreateDirectory(Named("folder"));
            var plain = ActorExport.ToGguf(ActorFolder.Open(ActorPath), Path.Combine(Named("folder"), "folder.gguf"), GgufType.F32);
            Assert.That(report.ContentHash, Is.EqualTo(plain.ContentHash));
            using var model = FrozenModel.Open(report.Path);
            FrozenActorInfo info = model.Info;
            Assert.That((info.Name, info.PolicyVersion, info.RunId), Is.EqualTo(("Greta", 0L, default(string))));
            Assert.That(info.ReparteeVersion, Is.EqualTo(ActorExport.Version));
            Assert.That(typeof(ActorExport).Assembly.GetName().Version!.ToString(3), Is.EqualTo(ActorExport.Version));
            Assert.That(info.Rewards, Is.Empty);
            Assert.That((model.Sampling.MaxTokens, model.Sampling.Temperature, model.Sampling.TopK), Is.EqualTo((12, 1f, 0)));
            using var other = FrozenModel.Open(plain.Path);
            Assert.That((other.Info.Name, other.Info.PolicyVersion), Is.EqualTo(("actor", default(long?))));
            Assert.That(other.Sampling, Is.EqualTo(new FrozenSampling()));
        }

        [Test]
        public async Task AfterUpdatesItIsTheNewestCheckpoint([Values] bool lora)
        {
            var options = Options("run") with { CheckpointEvery = 1, Lora = lora ? new AdapterConfig { Rank = 4, Alpha = 8 } : null };
            ExportReport report;
            await using (var session = await TrainingSession.StartAsync(options))
            {
                await new DatasetPlayer(session, Rows, options).PlayAsync(2);
                report = await session.FreezeAsync(Named("session.gguf"), GgufType.F32);
                Assert.That(session.BeginEvaluation(Rows[0], 0).ReplyAsync().Result.PolicyVersion, Is.EqualTo(2), "it talks on");
            }

            var checkpoint = ActorFolder.Open(Path.Combine(Named("run"), "checkpoints", "step-000002"));
            var again = ActorExport.ToGguf(checkpoint, Named("checkpoint.gguf"), GgufType.F32);
            using FrozenModel found = FrozenModel.Open(report.Path), expected = FrozenModel.Open(again.Path);
            Assert.That(Gap(found, expected), Is.LessThanOrEqualTo(lora ? 2e-6 : 0));
            Assert.That(found.Info.PolicyVersion, Is.EqualTo(2));
            Assert.That(expected.Info.PolicyVersion, Is.EqualTo(2));
            Assert.That(found.Info.RunId, Has.Length.EqualTo(32).And.EqualTo(expected.Info.RunId));
            Assert.That(found.Info.Rewards.Keys, Is.EqualTo(new[] { "length", "vowels" }));
            Assert.That(expected.Info.Rewards, Is.EqualTo(found.Info.Rewards));
            Assert.That(expected.Sampling, Is.EqualTo(found.Sampling));
            var untrained = ActorExport.ToGguf(ActorFolder.Open(ActorPath), Named("untrained.gguf"), GgufType.F32);
            Assert.That(again.ContentHash, Is.Not.EqualTo(untrained.ContentHash));
        }

        [Test]
        public async Task AStoppedSessionSaysToFreezeItsCheckpoint()
        {
            var session = await TrainingSession.StartAsync(Options());
            await session.StopAsync();
            Assert.That(
                async () => await session.FreezeAsync(Named("a.gguf"), GgufType.F32),
                Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("freeze its last checkpoint instead"));
            Assert.That(File.Exists(Named("a.gguf")), Is.False);
        }

        private static double Gap(FrozenModel found, FrozenModel expected) => FrozenTensors.Of(expected.Config).Max(tensor =>
        {
            var (a, b) = (new float[expected.File.Tensors[tensor.Name].Elements], new float[found.File.Tensors[tensor.Name].Elements]);
            expected.File.ReadFloat32(tensor.Name, 0, a);
            found.File.ReadFloat32(tensor.Name, 0, b);
            return a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
        });
    }
}
