#nullable enable
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.RewardModel;
using Repartee.Training.Tests.Trainer;

namespace Repartee.Training.Tests.RewardModel
{
    /// <summary>What tests of reward models share: a folder of a tiny trained one, and texts to score.</summary>
    public abstract class RewardModelTests : TrainerTests
    {
        /// <summary>More dialogues than <see cref="TrainerTests.Rows"/>, so that some can be held out.</summary>
        protected static readonly IReadOnlyList<DialogueState> Dialogues = Questions(1, 20);

        /// <summary>Replies of several lengths, kind and rude, to several dialogues.</summary>
        protected static readonly IReadOnlyList<ReplyContext> Fixed = Enumerable.Range(0, 9)
            .Select(i => new ReplyContext(Rows[i % 5], Manners.Reply((ulong)i, kind: i % 2 == 0) + new string('!', 3 * (i % 4)))).ToList();

        /// <summary>Trains for a moment and saves.</summary>
        /// <returns>The folder.</returns>
        protected string Trained(string name = "model", int epochs = 2, ulong seed = 1)
        {
            using var trainer = Trainer();
            trainer.Train(Manners.Pairs(Dialogues, 40), new RewardModelOptions { Epochs = epochs, Seed = seed });
            trainer.Save(Named(name));
            return Named(name);
        }

        protected static IReadOnlyList<DialogueState> Questions(int first, int count) => Enumerable.Range(first, count)
            .Select(i => DialogueMessage.FromUser($"What is the ale like, for {i} coins?"))
            .Select(question => DialogueState.Begin("You keep the tavern.").With(question)).ToList();

        private protected RewardModelTrainer Trainer() => RewardModelTrainer.From(ActorFolder.Open(ActorPath), DeviceChoice.Cpu);
    }
}
