#nullable enable
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Native;
using Repartee.Training.Tests.Trainer;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Lora
{
    /// <summary>NPCs with an adapter of their own beside one that learns, in one session.</summary>
    public sealed class VoiceTests : TrainerTests
    {
        private static AdapterConfig Config { get; } = new AdapterConfig { Rank = 2, Alpha = 4 };

        [Test]
        public async Task AVoiceTalksAsItsAdapterDoesAndStaysWhileAnotherLearns()
        {
            WriteAdapter("smith", seed: 1);
            WriteAdapter("bard", seed: 2);
            var options = Options() with { Lora = Config, Voices = Folders("smith", "bard") };
            await using var session = await TrainingSession.StartAsync(options);
            var before = await Replies(session);
            Assert.That(before, Is.EqualTo(new[] { Alone("smith"), Alone("bard") }));
            Assert.That(before[0], Is.Not.EqualTo(before[1]));
            await new DatasetPlayer(session, Rows, options).PlayAsync(2);
            Assert.That(await Replies(session), Is.EqualTo(before), "adapters of voices do not learn");
        }

        [Test]
        public async Task AVoiceThatIsNotThereIsRefusedWithTheNamesThatAre()
        {
            WriteAdapter("smith", seed: 1);
            await using var session = await TrainingSession.StartAsync(Options() with { Lora = Config, Voices = Folders("smith") });
            Assert.That(
                () => session.BeginVoice(Rows[0], "miller", 0),
                Throws.ArgumentException.With.Message.Contains("expected one of TrainingOptions.Voices (smith), but found miller"));
        }

        [Test]
        public void VoicesWithoutAFrozenBackboneAreRefused()
        {
            WriteAdapter("smith", seed: 1);
            Assert.That(
                async () => await TrainingSession.StartAsync(Options() with { Voices = Folders("smith") }),
                Throws.ArgumentException.With.Message.Contains("Set TrainingOptions.Lora"));
        }

        private static async Task<string[]> Replies(TrainingSession session)
        {
            var conversations = new[] { session.BeginVoice(Rows[0], "smith", 5), session.BeginVoice(Rows[0], "bard", 6) };
            var mixed = conversations.Append(session.BeginEvaluation(Rows[0], 5)).ToList();      // one of them without a voice
            var replies = await session.ReplyAllAsync(mixed, new ReplyOptions { Sampling = SamplingOptions.Greedy with { MaxTokens = 12 } });
            return replies.Take(2).Select(r => r.Context.Reply).ToArray();
        }

        /// <summary>What the adapter says merged into the backbone, with nobody else around.</summary>
        private string Alone(string name)
        {
            using var actor = LoadedActor.Load(ActorFolder.Open(ActorPath, Named(name)), DeviceChoice.Cpu);
            var prompt = actor.Folder.Encoder.Encode(Rows[0]).Ids.ToArray();
            var found = actor.Generate(new[] { prompt }, SamplingOptions.Greedy with { MaxTokens = 12 }, seed: 1)[0];
            var spoken = found.Finish == FinishReason.Stop ? found.Ids.Take(found.Ids.Count - 1) : found.Ids;
            return actor.Folder.Encoder.DecodeReply(spoken);
        }

        private Dictionary<string, string> Folders(params string[] names) => names.ToDictionary(name => name, name => Named(name));

        private void WriteAdapter(string name, ulong seed)
        {
            var layout = new LoraLayout(new ActorLayout(ActorConfig.Load(ActorPath)), Config);
            var values = new float[layout.Parameters.Count];
            NormalNumbers.Fill(values, 0.3, seed);
            LoraFile.Write(Named(name), layout, values, new Dictionary<string, string>());
        }
    }
}
