#nullable enable
using System;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Lora;
using Repartee.Training.Weights;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// How much of the device's memory an actor takes, in bytes, from its shape alone. With P parameters, s bytes a number in the type of
    /// the computation (2 for bfloat16, 4 for float32), D = hidden_size, F = intermediate_size, L layers, H query heads and K key and value
    /// heads of d columns, vocabulary V, T tokens a row, B replies in a batch and M rows a learning pass:
    /// <code>
    /// weights      play: none of its own   LoRA: s·P                       full: none of its own
    /// learnt       16·(what learns): float32 value, gradient and AdamW's two moments; the value head, D² + 2D + 1, with it
    ///              play: 0                 LoRA: two adapters (actor, critic)   full: P
    /// published    s·P: the weights that talk, written over in place
    /// reference    play: 0                 LoRA: 0 (the backbone)          full: s·P
    /// cache        2·s·B·T·L·K·d: keys and values of a batch of replies
    /// activations  a = s·(4D + (4H + 3K)·d + 4F) a token and layer
    ///              play: B·T·a; learning: M·T·L·a more, or with checkpointing M·T·(L·D·s + a); full bfloat16 training's converted weights,
    ///              s·P, or with checkpointing s·P/L; and full training's gradient of the vocabulary matrix on its way, 4·V·D, in bfloat16
    ///              8·V·D: the converted matrix and its gradient in both types
    /// logits       24·B·V in play; 24·max(2²⁴, 64·V) more in learning: six float32 copies of a chunk
    /// </code>
    /// Not counted: what libtorch and the driver take for themselves (about 0.5 GB on a GPU), the allocator's slack (some 10 %), and on the
    /// host 12 bytes a learning parameter for the copy that undoes an interrupted update; on the CPU in float32, the managed decoder's
    /// copies of the published weights and of the reference, 4·P each. Immutable.
    /// </summary>
    public sealed record MemoryEstimate
    {
        private const int LearningBytes = 16;
        private const int LogitBytes = 6 * sizeof(float);
        private const long ChunkLogits = 1L << 24;

        private MemoryEstimate()
        {
        }

        /// <summary>Parameters of the actor, an adapter's not counted.</summary>
        public long Parameters { get; private init; }

        /// <summary>Parameters that learn, adapters and value head included.</summary>
        public long LearningParameters { get; private init; }

        /// <summary>The frozen backbone under adapters, bytes; 0 where there are none.</summary>
        public long Weights { get; private init; }

        /// <summary>Values that learn, their gradients and moments, bytes.</summary>
        public long Learnt { get; private init; }

        /// <summary>The weights that replies are made with, bytes.</summary>
        public long Published { get; private init; }

        /// <summary>The actor as the run found it, for the KL, bytes.</summary>
        public long Reference { get; private init; }

        /// <summary>Keys and values of a batch of replies, bytes.</summary>
        public long Cache { get; private init; }

        /// <summary>Results inside the layers, bytes: of a batch of replies, and of a learning pass until its way back.</summary>
        public long Activations { get; private init; }

        /// <summary>Scores of the vocabulary, bytes.</summary>
        public long Logits { get; private init; }

        /// <summary>All of it, bytes.</summary>
        public long Total => Weights + Learnt + Published + Reference + Cache + Activations + Logits;

        /// <summary>An actor that talks and learns nothing.</summary>
        /// <param name="actor">Its shape.</param>
        /// <param name="workload">Sizes; null (default) for the defaults.</param>
        /// <returns>The estimate.</returns>
        /// <exception cref="ArgumentException">A size is out of its range.</exception>
        public static MemoryEstimate ForPlay(ActorConfig actor, MemoryWorkload? workload = null)
        {
            workload ??= new MemoryWorkload();
            workload.Validate();
            long parameters = new ActorLayout(actor).Parameters.Count;
            long tokens = (long)workload.Replies * workload.TokensOf(actor);
            return new MemoryEstimate
            {
                Parameters = parameters,
                Published = workload.NumberBytes * parameters,
                Cache = 2 * workload.NumberBytes * tokens * actor.Layers * actor.KeyValueHeads * actor.HeadDim,
                Activations = tokens * LayerBytes(actor, workload),
                Logits = (long)LogitBytes * workload.Replies * actor.VocabSize,
            };
        }

        /// <summary>A session in which adapters learn while the actor talks.</summary>
        /// <param name="actor">The backbone's shape.</param>
        /// <param name="adapter">The adapter's shape.</param>
        /// <param name="workload">Sizes; null (default) for the defaults.</param>
        /// <returns>The estimate.</returns>
        /// <exception cref="ArgumentException">A size is out of its range.</exception>
        public static MemoryEstimate ForLora(ActorConfig actor, AdapterConfig adapter, MemoryWorkload? workload = null)
        {
            workload ??= new MemoryWorkload();
            var play = ForPlay(actor, workload);
            long learning = 2 * new LoraLayout(new ActorLayout(actor), adapter).Parameters.Count + HeadParameters(actor);
            return play with
            {
                LearningParameters = learning,
                Weights = workload.NumberBytes * play.Parameters,
                Learnt = LearningBytes * learning,
                Activations = play.Activations + PassBytes(actor, workload),
                Logits = play.Logits + PassLogits(actor),
            };
        }

        /// <summary>A session in which all weights learn while the actor talks.</summary>
        /// <param name="actor">Its shape.</param>
        /// <param name="workload">Sizes; null (default) for the defaults.</param>
        /// <returns>The estimate.</returns>
        /// <exception cref="ArgumentException">A size is out of its range.</exception>
        public static MemoryEstimate ForFullTraining(ActorConfig actor, MemoryWorkload? workload = null)
        {
            workload ??= new MemoryWorkload();
            var play = ForPlay(actor, workload);
            long learning = play.Parameters + HeadParameters(actor);
            return play with
            {
                LearningParameters = learning,
                Learnt = LearningBytes * learning,
                Reference = workload.NumberBytes * play.Parameters,
                Activations = play.Activations + PassBytes(actor, workload) + ConvertedBytes(actor, workload, play.Parameters) + HeadBytes(actor, workload),
                Logits = play.Logits + PassLogits(actor),
            };
        }

        private static long HeadParameters(ActorConfig actor) => (long)actor.HiddenSize * actor.HiddenSize + 2L * actor.HiddenSize + 1;

        /// <summary>What one layer keeps of one token for the way back.</summary>
        private static long LayerBytes(ActorConfig actor, MemoryWorkload workload) => workload.NumberBytes *
            (4L * actor.HiddenSize + (4L * actor.Heads + 3L * actor.KeyValueHeads) * actor.HeadDim + 4L * actor.IntermediateSize);

        private static long PassBytes(ActorConfig actor, MemoryWorkload workload)
        {
            long tokens = (long)workload.MicroBatch * workload.TokensOf(actor);
            long layer = LayerBytes(actor, workload);
            return workload.GradientCheckpointing
                ? tokens * (workload.NumberBytes * actor.Layers * actor.HiddenSize + layer)
                : tokens * actor.Layers * layer;
        }

        /// <summary>The float32 weights in the type of the computation, which a pass keeps for the way back.</summary>
        private static long ConvertedBytes(ActorConfig actor, MemoryWorkload workload, long parameters)
        {
            if (workload.NumberBytes == sizeof(float))
                return 0;
            return workload.NumberBytes * parameters / (workload.GradientCheckpointing ? actor.Layers : 1);
        }

        private static long HeadBytes(ActorConfig actor, MemoryWorkload workload) =>
            (workload.NumberBytes == sizeof(float) ? 4L : 8L) * actor.VocabSize * actor.HiddenSize;

        private static long PassLogits(ActorConfig actor) => LogitBytes * Math.Max(ChunkLogits, 64L * actor.VocabSize);
    }

    /// <summary>How much is in work at once; what <see cref="MemoryEstimate"/> needs to know beside the actor.</summary>
    public sealed record MemoryWorkload
    {
        /// <summary>In which type the network computes. Default <see cref="Precision.Auto"/>, which counts as bfloat16 here, as on a
        /// GPU.</summary>
        public Precision Precision { get; init; } = Precision.Auto;

        /// <summary>Replies in one batch. 1 or more; default 64, as <see cref="TrainingOptions.MaxBatch"/>.</summary>
        public int Replies { get; init; } = 64;

        /// <summary>Tokens a row, prompt and reply together. 1 or more, counted up to the actor's context; default 512.</summary>
        public int Tokens { get; init; } = 512;

        /// <summary>Rows of one learning pass. 1 or more; default 16, what <see cref="PpoOptions.MicroBatchSize"/> means on the CPU.</summary>
        public int MicroBatch { get; init; } = 16;

        /// <summary>Whether layers are computed again on the way back instead of kept. Default false.</summary>
        public bool GradientCheckpointing { get; init; }

        /// <summary>Bytes a number.</summary>
        internal long NumberBytes => Precision == Precision.Float32 ? 4 : 2;

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of its range.</summary>
        public void Validate()
        {
            AtLeastOne(nameof(Replies), Replies);
            AtLeastOne(nameof(Tokens), Tokens);
            AtLeastOne(nameof(MicroBatch), MicroBatch);
        }

        internal long TokensOf(ActorConfig actor) => Math.Min(Tokens, actor.MaxPositions);

        private static void AtLeastOne(string name, int value)
        {
            if (value < 1)
                throw new ArgumentException($"{name}: expected 1 or more, but found {value}.");
        }
    }
}
