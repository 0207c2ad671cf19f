#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Repartee.Conversation;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Native;
using Repartee.Training.Supervised;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Supervised
{
    public sealed class SupervisedTrainerTests
    {
        private static readonly DialogueState[] Dialogues =
        {
            Dialogue("You are Marta.", "Any rooms left?", "One, under the roof."),
            Dialogue("You are Marta.", "Any ale left?", "A barrel of the dark one."),
            Dialogue("You are Ulf.", "Any rooms left?", "Ask the innkeeper."),
        };

        private string folder = "";

        [SetUp]
        public void MakeFolder() => folder = Path.Combine(Path.GetTempPath(), "repartee-" + Guid.NewGuid().ToString("N"));

        [TearDown]
        public void DeleteFolder()
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }

        [Test]
        public void AFewDialoguesAreLearntByHeart()
        {
            var losses = Train(out var trainer, steps: 150);
            using (trainer)
            {
                Assert.That(losses[0].Loss, Is.GreaterThan(2.0));
                Assert.That(losses[losses.Count - 1].Loss, Is.LessThan(0.05));
                Assert.That(losses[losses.Count - 1].ValidationLoss, Is.LessThan(0.05), "validation is the training set here");
            }
        }

        [Test]
        public void ATrainedActorIsReadBackWithTheSameLossAndSaysItsLines()
        {
            Train(out var trainer, steps: 150);
            using (trainer)
                trainer.Save(folder, SafetensorsDType.F32);
            var actor = ActorFolder.Open(folder);
            using var network = new ActorNetwork(actor.Config, TorchSharp.torch.CPU);
            using var weights = ActorWeights.Frozen(network);
            actor.LoadInto(weights);
            var prompt = actor.Encoder.Encode(DialogueState.Begin("You are Ulf.").With(new DialogueMessage(DialogueRole.User, "Any rooms left?")));
            var job = new GenerationJob(prompt.Ids.ToArray(), SamplingOptions.Greedy, seed: 1);
            new BatchGenerator(network, actor.Encoder.StopTokens, actor.Encoder.PadToken).Run(weights, new[] { job }, () => false);
            Assert.That(actor.Encoder.DecodeReply(job.Tokens), Is.EqualTo("Ask the innkeeper."));
            Assert.That(job.Finish, Is.EqualTo(FinishReason.Stop));
        }

        [Test]
        public void TheSameSeedTrainsTheSameActor()
        {
            var first = Train(out var one, steps: 10);
            var second = Train(out var two, steps: 10);
            using (one)
            using (two)
                Assert.That(second.Select(p => p.Loss), Is.EqualTo(first.Select(p => p.Loss)));
        }

        [Test]
        public void OnlyTheNpcsLinesAndTheirStopTokensAreLearnt()
        {
            var encoder = Encoder();
            var row = DialogueRows.Encode(Dialogues[0], encoder, 512).Single();
            var learnt = row.Chosen.Select(i => row.Tokens[i]).ToArray();
            Assert.That(learnt, Is.EqualTo(encoder.EncodeReply("One, under the roof.")));
            Assert.That(row.Chosen[0], Is.EqualTo(row.Tokens.Length - learnt.Length));
        }

        [Test]
        public void ALaterTurnIsEncodedAsItWouldBePlayed()
        {
            var encoder = Encoder();
            var longer = new DialogueState("You are Marta.", Dialogues[0].Messages.Concat(Dialogues[1].Messages));
            var row = DialogueRows.Encode(longer, encoder, 512).Single();
            var played = encoder.Encode(Begin("You are Marta.", "Any rooms left?")).Ids.ToArray()
                .Concat(encoder.EncodeReply("One, under the roof."))
                .Concat(encoder.EncodeFollowUp(new DialogueMessage(DialogueRole.User, "Any ale left?")))
                .Concat(encoder.EncodeReply("A barrel of the dark one."));
            Assert.That(row.Tokens, Is.EqualTo(played));
        }

        [Test]
        public void EachSolutionIsARowAndRowsLongerThanTheContextAreLeftOut()
        {
            var encoder = Encoder();
            var state = Begin("You are Marta.", "Any rooms left?").WithSolutions(new[] { "One.", "None.", "Two." });
            Assert.That(DialogueRows.Encode(state, encoder, 512).Count(), Is.EqualTo(3));
            Assert.That(DialogueRows.Encode(state, encoder, 5).Count(), Is.EqualTo(0));
        }

        [Test]
        public void WhereTheNpcSpokeLastItsLinesAreLearntAndNotTheSolutionsOfTheLineBefore()
        {
            var plain = DialogueRows.Encode(Dialogues[0], Encoder(), 512).Single();
            var answered = DialogueRows.Encode(Dialogues[0].WithSolutions(new[] { "Two, over the stable." }), Encoder(), 512).Single();
            Assert.That(answered.Tokens, Is.EqualTo(plain.Tokens));
            Assert.That(answered.Chosen, Is.EqualTo(plain.Chosen));
        }

        [Test]
        public void NothingToLearnFromIsSaidWithTheContextLength()
        {
            using var trainer = SupervisedTrainer.FromScratch(Config(Encoder()), Encoder(), seed: 1, DeviceChoice.Cpu);
            Assert.That(
                () => trainer.Train(new[] { DialogueState.Begin("Nobody speaks.") }, Array.Empty<DialogueState>(), new SupervisedOptions()),
                Throws.ArgumentException.With.Message.StartsWith(
                    "Expected dialogues with lines of the NPC that fit its context of 128 tokens, but found none."));
        }

        [Test]
        public void TheRateWarmsUpAndFallsToATenth()
        {
            var options = new SupervisedOptions { Steps = 1000, LearningRate = 1.0, WarmupShare = 0.1 };
            Assert.That(SupervisedTrainer.Rate(options, 50), Is.EqualTo(0.5).Within(1e-12));
            Assert.That(SupervisedTrainer.Rate(options, 100), Is.EqualTo(1.0).Within(1e-12));
            Assert.That(SupervisedTrainer.Rate(options, 550), Is.EqualTo(0.55).Within(1e-12));
            Assert.That(SupervisedTrainer.Rate(options, 1000), Is.EqualTo(0.1).Within(1e-12));
        }

        [Test]
        public void ASplitIntoMicroBatchesChangesNoLoss()
        {
            var whole = Train(out var one, steps: 5, microBatch: 8);
            var split = Train(out var two, steps: 5, microBatch: 1);
            using (one)
            using (two)
                Assert.That(split.Last().Loss, Is.EqualTo(whole.Last().Loss).Within(1e-4));
        }

        private static List<SupervisedProgress> Train(out SupervisedTrainer trainer, int steps, int microBatch = 8)
        {
            var encoder = Encoder();
            trainer = SupervisedTrainer.FromScratch(Config(encoder), encoder, seed: 1, DeviceChoice.Cpu);
            var reports = new List<SupervisedProgress>();
            var options = new SupervisedOptions
            {
                Steps = steps,
                BatchSize = 3,
                MicroBatchSize = microBatch,
                LearningRate = 0.01,
                WeightDecay = 0,
                ReportEvery = Math.Max(1, steps / 10),
            };
            trainer.Train(Dialogues, Dialogues, options, reports.Add);
            return reports;
        }

        private static ActorConfig Config(PromptEncoder encoder) => new ActorConfig
        {
            VocabSize = encoder.Tokenizer.VocabularySize,
            HiddenSize = 32,
            IntermediateSize = 64,
            Layers = 2,
            Heads = 4,
            KeyValueHeads = 2,
            MaxPositions = 128,
            TieWordEmbeddings = true,
        };

        private static PromptEncoder Encoder() => new PromptEncoder(
            new ByteLevelBpeTokenizer(BpeTrainer.Train(
                Dialogues.SelectMany(d => d.Messages.Select(m => m.Content)), 280, ChatTemplate.Repartee.SpecialTokens)),
            ChatTemplate.Repartee);

        private static DialogueState Begin(string persona, string player) =>
            DialogueState.Begin(persona).With(new DialogueMessage(DialogueRole.User, player));

        private static DialogueState Dialogue(string persona, string player, string npc) =>
            Begin(persona, player).With(new DialogueMessage(DialogueRole.Assistant, npc));
    }
}
