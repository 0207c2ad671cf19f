#nullable enable
using NUnit.Framework;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Trainer;
using Repartee.Training.Weights;

namespace Repartee.Training.Tests.Trainer
{
    public sealed class MemoryEstimateTests
    {
        private const long ChunkBytes = 24L << 24;

        /// <summary>1080 parameters: embedding 80, norm 8, and two layers of 8 + 128 + 64 + 8 + 192 + 96.</summary>
        private static readonly ActorConfig Actor = new ActorConfig
        {
            VocabSize = 10,
            HiddenSize = 8,
            IntermediateSize = 12,
            Layers = 2,
            Heads = 2,
            KeyValueHeads = 1,
            MaxPositions = 5,
            TieWordEmbeddings = true,
        };

        private static readonly MemoryWorkload Work = new MemoryWorkload { Replies = 3, MicroBatch = 2 };

        [Test]
        public void PlayTakesTheWeightsAndTheCache()
        {
            var play = MemoryEstimate.ForPlay(Actor, Work);

            Assert.That((play.Parameters, play.LearningParameters), Is.EqualTo((1080L, 0L)));
            Assert.That((play.Weights, play.Learnt, play.Reference), Is.EqualTo((0L, 0L, 0L)));
            Assert.That(play.Published, Is.EqualTo(2 * 1080));
            Assert.That(play.Cache, Is.EqualTo(2 * 2 * (3 * 5) * 2 * 1 * 4), "512 tokens a row are more than the context of 5");
            Assert.That(play.Activations, Is.EqualTo(15 * 2 * (32 + 44 + 48)));
            Assert.That(play.Logits, Is.EqualTo(24 * 3 * 10));
            Assert.That(play.Total, Is.EqualTo(2160 + 480 + 3720 + 720));
        }

        [Test]
        public void AdaptersTakeSixteenBytesAParameterTwiceAndTheBackboneOnceMore()
        {
            // Rank 2 a layer: 80 for q, k and v, 32 for o, 80 for gate and up, 40 for down.
            var lora = MemoryEstimate.ForLora(Actor, new AdapterConfig { Rank = 2 }, Work);

            Assert.That(lora.LearningParameters, Is.EqualTo((2 * 2 * 232) + 81));
            Assert.That(lora.Learnt, Is.EqualTo(16 * 1009));
            Assert.That((lora.Weights, lora.Published, lora.Reference), Is.EqualTo((2160L, 2160L, 0L)));
            Assert.That(lora.Activations, Is.EqualTo(3720 + (10 * 2 * 248)));
            Assert.That(lora.Logits, Is.EqualTo(720 + ChunkBytes));
        }

        [Test]
        public void FewerTargetsLearnLess()
        {
            var adapter = new AdapterConfig { Rank = 2, TargetModules = new[] { "q_proj", "v_proj" } };

            // A layer: A of q and v as one matrix (4,8), B (8,2) and (4,2).
            Assert.That(MemoryEstimate.ForLora(Actor, adapter, Work).LearningParameters, Is.EqualTo((2 * 2 * 56) + 81));
        }

        [Test]
        public void FullTrainingTakesSixteenBytesAParameterAndAReference()
        {
            var full = MemoryEstimate.ForFullTraining(Actor, Work);

            Assert.That(full.Learnt, Is.EqualTo(16 * (1080 + 81)));
            Assert.That((full.Weights, full.Published, full.Reference), Is.EqualTo((0L, 2160L, 2160L)));
            Assert.That(full.Activations, Is.EqualTo(3720 + 4960 + 2160 + (8 * 80)), "with the weights as bfloat16, and the vocabulary matrix's gradient");
        }

        [Test]
        public void CheckpointingKeepsTheLayersInputsAndOneLayer()
        {
            var work = Work with { GradientCheckpointing = true };

            long pass = 10 * ((2 * 2 * 8) + 248);
            Assert.That(MemoryEstimate.ForLora(Actor, new AdapterConfig(), work).Activations, Is.EqualTo(3720 + pass));
            Assert.That(MemoryEstimate.ForFullTraining(Actor, work).Activations, Is.EqualTo(3720 + pass + 1080 + (8 * 80)));
        }

        [Test]
        public void Float32TakesTwiceTheBytesAndNeedsNoConvertedWeights()
        {
            var full = MemoryEstimate.ForFullTraining(Actor, Work with { Precision = Precision.Float32 });

            Assert.That((full.Learnt, full.Published, full.Reference), Is.EqualTo((16L * 1161, 4320L, 4320L)));
            Assert.That((full.Cache, full.Activations), Is.EqualTo((960L, (2L * (3720 + 4960)) + (4 * 80))));
        }

        [Test]
        public void APublishedActorHasThePublishedNumberOfParameters()
        {
            var qwen = new ActorConfig                                          // Qwen2.5-0.5B
            {
                VocabSize = 151936,
                HiddenSize = 896,
                IntermediateSize = 4864,
                Layers = 24,
                Heads = 14,
                KeyValueHeads = 2,
                MaxPositions = 32768,
                TieWordEmbeddings = true,
                QkvBias = true,
            };

            var play = MemoryEstimate.ForPlay(qwen, new MemoryWorkload { Replies = 1, Tokens = 32768 });

            Assert.That(play.Parameters, Is.EqualTo(494_032_768));
            Assert.That(play.Published, Is.EqualTo(2L * 494_032_768));
            Assert.That(play.Cache, Is.EqualTo(32768L * 24 * 2 * 64 * 2 * 2), "402 MB");
        }

        [TestCase(0, 1, 1, "Replies: expected 1 or more, but found 0.")]
        [TestCase(1, -1, 1, "Tokens: expected 1 or more, but found -1.")]
        [TestCase(1, 1, 0, "MicroBatch: expected 1 or more, but found 0.")]
        public void SizesThatCanNotBeAreRefused(int replies, int tokens, int microBatch, string message)
        {
            var work = new MemoryWorkload { Replies = replies, Tokens = tokens, MicroBatch = microBatch };

            Assert.That(() => MemoryEstimate.ForPlay(Actor, work), Throws.ArgumentException.With.Message.EqualTo(message));
        }
    }
}
