#nullable enable
using System;
using Repartee.Sessions;
using Repartee.Training.Checkpoints;
using static Repartee.Sessions.OptionRange;

namespace Repartee.Training.Supervised
{
    /// <summary>Supervised training on the NPC's own lines, one flat list.</summary>
    public sealed record SupervisedOptions
    {
        /// <summary>Optimiser steps. 1 or more; default 1000.</summary>
        public int Steps { get; init; } = 1000;

        /// <summary>Dialogues a step. 1 or more; default 32.</summary>
        public int BatchSize { get; init; } = 32;

        /// <summary>Dialogues a forward and backward pass; bounds memory, changes no result. 1 or more; default 32.</summary>
        public int MicroBatchSize { get; init; } = 32;

        /// <summary>Whether layers are computed again on the way back instead of kept (Chen et al. 2016): the same gradients in less memory,
        /// a third more time. Default false.</summary>
        public bool GradientCheckpointing { get; init; }

        /// <summary>Highest learning rate. More than 0; default 1e-3, for actors of a few million parameters (GPT-2 small: 6e-4).</summary>
        public double LearningRate { get; init; } = 1e-3;

        /// <summary>Share of the steps in which the rate rises from 0. 0 to 1; default 0.03. Then half a cosine to a tenth.</summary>
        public double WarmupShare { get; init; } = 0.03;

        /// <summary>AdamW: weight decay of matrices. 0 or more; default 0.1 (GPT-3).</summary>
        public double WeightDecay { get; init; } = 0.1;

        /// <summary>AdamW: decay of the first moment. Default 0.9.</summary>
        public double AdamBeta1 { get; init; } = 0.9;

        /// <summary>AdamW: decay of the second moment. Default 0.95 (GPT-3).</summary>
        public double AdamBeta2 { get; init; } = 0.95;

        /// <summary>Norm that gradients are clipped to. More than 0; default 1 (GPT-3).</summary>
        public double MaxGradientNorm { get; init; } = 1.0;

        /// <summary>Steps between validations and reports. 1 or more; default 100.</summary>
        public int ReportEvery { get; init; } = 100;

        /// <summary>Decides the order of dialogues. Default 1.</summary>
        public ulong Seed { get; init; } = 1;

        /// <summary>Folder of the run, whose <c>checkpoints/step-000123/</c> a resume goes on from; each is an actor's folder too, or an
        /// adapter's. One is written at the end and when training is cancelled. Null (default): none is.</summary>
        public string? RunFolder { get; init; }

        /// <summary>Steps between checkpoints; 0 (default): only at the end. Needs a <see cref="RunFolder"/>.</summary>
        public int CheckpointEvery { get; init; }

        /// <summary>Newest checkpoints that are kept. 1 or more; default 3 (ML-Agents keeps 5).</summary>
        public int KeepCheckpoints { get; init; } = 3;

        /// <summary>Go on from the run folder's newest checkpoint, on the CPU to the last bit as if there had been no stop. Other settings
        /// or data than its own are refused. Default false: a folder with checkpoints is refused.</summary>
        public bool Resume { get; init; }

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of its range.</summary>
        public void Validate()
        {
            Require(Steps >= 1, nameof(Steps), "1 or more", Steps);
            Require(BatchSize >= 1, nameof(BatchSize), "1 or more", BatchSize);
            Require(MicroBatchSize >= 1, nameof(MicroBatchSize), "1 or more", MicroBatchSize);
            Require(LearningRate > 0 && !double.IsInfinity(LearningRate), nameof(LearningRate), "more than 0", LearningRate);
            Require(WarmupShare >= 0 && WarmupShare <= 1, nameof(WarmupShare), "0 to 1", WarmupShare);
            Require(WeightDecay >= 0 && !double.IsInfinity(WeightDecay), nameof(WeightDecay), "0 or more", WeightDecay);
            Require(AdamBeta1 >= 0 && AdamBeta1 < 1, nameof(AdamBeta1), "0 to below 1", AdamBeta1);
            Require(AdamBeta2 >= 0 && AdamBeta2 < 1, nameof(AdamBeta2), "0 to below 1", AdamBeta2);
            Require(MaxGradientNorm > 0, nameof(MaxGradientNorm), "more than 0", MaxGradientNorm);
            Require(ReportEvery >= 1, nameof(ReportEvery), "1 or more", ReportEvery);
            StepCheckpoints.Validate(RunFolder, CheckpointEvery, KeepCheckpoints, Resume);
        }
    }

    /// <summary>Where supervised training stands.</summary>
    public sealed class SupervisedProgress
    {
        internal SupervisedProgress(int step, double loss, double validationLoss, double learningRate, double tokensPerSecond)
        {
            Step = step;
            Loss = loss;
            ValidationLoss = validationLoss;
            LearningRate = learningRate;
            TokensPerSecond = tokensPerSecond;
        }

        /// <summary>Optimiser steps done.</summary>
        public int Step { get; }

        /// <summary>Mean cross-entropy a reply token since the last report, nats.</summary>
        public double Loss { get; }

        /// <summary>The same on the validation dialogues; NaN without any.</summary>
        public double ValidationLoss { get; }

        /// <summary>Rate of the last step.</summary>
        public double LearningRate { get; }

        /// <summary>Tokens read a second, context included.</summary>
        public double TokensPerSecond { get; }
    }
}
