#nullable enable
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Frozen;
using Repartee.Frozen.Model;
using Repartee.Samples.Cli;
using Repartee.Samples.Cli.Chat;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Native;

namespace Repartee.Tavern.Tests
{
    public sealed class FrozenTavernTests
    {
        private TinyTavern tavern = null!;

        private string Run => tavern.InFolder("run");

        private string Frozen => Path.Combine(Run, "actor.gguf");

        [SetUp]
        public void SetUp() => tavern = new TinyTavern();

        [TearDown]
        public void TearDown() => tavern.Dispose();

        [Test]
        public async Task ARunEndsWithAFrozenActorThatAnswersAsTheTrainedOne()
        {
            Assert.That(await tavern.TrainAsync("--updates", "2", "--run", Run), Is.EqualTo(0));

            using var trained = LoadedActor.Load(ActorFolder.Open(Path.Combine(Run, "checkpoints", "step-000002")), DeviceChoice.Cpu);
            await using var frozen = FrozenActor.Load(Frozen);
            var greedy = SamplingOptions.Greedy with { MaxTokens = 16 };
            foreach (var row in TinyTavern.Rows(null, 4))
            {
                int[] prompt = trained.Folder.Encoder.Encode(row).Ids.ToArray();
                var expected = trained.Generate(new[] { prompt }, greedy, seed: 1).Single();
                var found = await frozen.GenerateAsync(frozen.Encoder.Encode(row).Ids.ToArray(), greedy);
                Assert.That(found.PromptIds, Is.EqualTo(expected.PromptIds));
                Assert.That(found.Ids, Is.EqualTo(expected.Ids));
            }

            Assert.That((frozen.Info.PolicyVersion, frozen.Sampling.MaxTokens, frozen.Sampling.Temperature), Is.EqualTo((2, 8, (double)0.7f)), "as the run's settings");
        }

        [Test]
        public async Task TheReportNamesTheFileAndHowToTalkWithIt()
        {
            await tavern.TrainAsync("--updates", "1", "--run", Run);

            Assert.That(tavern.Output, Does.Match(@"\nFrozen actor +" + Frozen.Replace(".", @"\.") + @", F16, \d+ kB\n"));
            Assert.That(tavern.Output, Does.EndWith(
                $"\nTalk with it: dotnet run -c Release --project Samples~/Cli -- chat \"{Frozen}\" --system \"Mira, the innkeeper.\"\n"));
        }

        [Test]
        public async Task AResumedRunFreezesItsActorAnew()
        {
            await tavern.TrainAsync("--updates", "1", "--run", Run);
            string first = Hash();
            await tavern.TrainAsync("--updates", "2", "--run", Run, "--resume");

            Assert.That(Hash(), Is.Not.EqualTo(first));
        }

        [Test]
        public async Task APersonMayTalkAtTheEnd()
        {
            tavern.Speaker = Person("Tell me about the wolves.\n\n");

            Assert.That(await tavern.TrainAsync("--updates", "1", "--run", Run), Is.EqualTo(0));

            string talk = tavern.Output.Split("Talk with it: ")[1];
            Assert.That(talk, Does.Contain("\nPersona: Mira, the innkeeper.\nSay something. "));
            Assert.That(talk.Split("\n> "), Has.Length.EqualTo(3));
            Assert.That(tavern.Error, Is.Empty);
        }

        [Test]
        public async Task NobodyIsAskedToTalkWhoDoesNotWantTo()
        {
            tavern.Speaker = Person("Tell me about the wolves.\n");

            Assert.That(await tavern.TrainAsync("--updates", "1", "--run", Run, "--no-chat"), Is.EqualTo(0));
            Assert.That(tavern.Output, Does.Not.Contain("\n> ").And.Not.Contain("Persona: Mira, the innkeeper.\nSay"));
        }

        private static Speaker Person(string lines) => new Speaker(new StringReader(lines), IsPerson: true, new Interruption());

        private string Hash()
        {
            using var model = FrozenModel.Open(Frozen);
            return model.Info.ContentHash!;
        }
    }
}
