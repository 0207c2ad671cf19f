#nullable enable
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Native;
using Repartee.Training.Ppo;
using Repartee.Training.Trainer;

namespace Repartee.Training.Tests.Trainer
{
    /// <summary>What tests of sessions share: an actor, a folder for runs, small options and a few dialogues.</summary>
    public abstract class TrainerTests
    {
        protected static readonly PpoOptions SmallPpo = new PpoOptions
        {
            BufferSize = 4,
            MinibatchSize = 2,
            MicroBatchSize = 1,
            Epochs = 2,
            LearningRate = 1e-3,
            KlTarget = 0.5,
            KlHorizon = 100,
        };

        protected static readonly IReadOnlyList<DialogueState> Rows =
            new[] { "Is the ale cold?", "What is the stew?", "Good evening!", "Who is the miller?", "Two coins?" }
                .Select(line => DialogueState.Begin("You keep the tavern.").With(DialogueMessage.FromUser(line))).ToList();

        private string folder = "";

        protected string ActorPath { get; private set; } = "";

        [OneTimeSetUp]
        public void WriteActor()
        {
            ActorPath = Path.Combine(Directory.CreateTempSubdirectory("repartee-").FullName, "actor");
            TalkingActor.Write(ActorPath);
        }

        [OneTimeTearDown]
        public void DeleteActor() => Directory.GetParent(ActorPath)!.Delete(true);

        [SetUp]
        public void CreateFolder() => folder = Directory.CreateTempSubdirectory("repartee-").FullName;

        [TearDown]
        public void DeleteFolder() => Directory.Delete(folder, true);

        /// <summary>A folder of this test that does not exist yet.</summary>
        protected string Named(string name) => Path.Combine(folder, name);

        /// <summary>One thread, a buffer of four, replies of twelve tokens, and rewards for length and vowels.</summary>
        protected TrainingOptions Options(string? run = null) => new TrainingOptions
        {
            ActorFolder = ActorPath,
            RunFolder = run is null ? null : Named(run),
            Device = DeviceChoice.Cpu,
            Threads = 1,
            Seed = 7,
            Sampling = new SamplingOptions { MaxTokens = 12 },
            Ppo = SmallPpo,
            Rewards = new WeightedReward().Add(new LengthReward(1, 3), 2).Add(
                new DelegateReward("vowels", c => c.Reply.Count(l => "aeiou".Contains(l)) / (c.Reply.Length + 1.0)), 1),
        };

        /// <summary>Plays until this many updates are done, and stops.</summary>
        protected static async Task PlayAsync(TrainingOptions options, long updates)
        {
            await using var session = await TrainingSession.StartAsync(options);
            await new DatasetPlayer(session, Rows, options).PlayAsync(updates);
        }
    }
}
