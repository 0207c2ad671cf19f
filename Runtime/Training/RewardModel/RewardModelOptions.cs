#nullable enable
using System;
using Repartee.Sessions;
using Repartee.Training.Checkpoints;
using static Repartee.Sessions.OptionRange;

namespace Repartee.Training.RewardModel
{
    /// <summary>How a reward model is trained, one flat list.</summary>
    public sealed record RewardModelOptions
    {
        /// <summary>Times that all labels are learnt from. 1 or more; default 20: the head is small, its features are computed once, and
        /// the epoch with the lowest held-out loss is kept.</summary>
        public int Epochs { get; init; } = 20;

        /// <summary>Labels an optimiser step. 1 or more; default 32.</summary>
        public int BatchSize { get; init; } = 32;

        /// <summary>Learning rate. More than 0; default 1e-3, Adam's own (Kingma and Ba 2015): a head alone takes larger steps than the
        /// whole model, for which TRL's reward trainer has 1e-4.</summary>
        public double LearningRate { get; init; } = 1e-3;

        /// <summary>AdamW: weight decay of matrices. 0 or more; default 0.01 (PyTorch).</summary>
        public double WeightDecay { get; init; } = 0.01;

        /// <summary>Norm that gradients are clipped to. More than 0; default 1 (TRL).</summary>
        public double MaxGradientNorm { get; init; } = 1.0;

        /// <summary>Pairs only: weight of (chosen + rejected)², which keeps scores near zero. 0 or more; default 0.01 (Eisenstein et al.
        /// 2023, arXiv 2312.09244; TRL's documentation).</summary>
        public double Centring { get; init; } = 0.01;

        /// <summary>Share of the labels that are only measured. Those of one dialogue are on one side. 0 to below 1; default 0.1.</summary>
        public double HeldOutShare { get; init; } = 0.1;

        /// <summary>Replies a pass through the backbone; bounds memory. 1 or more; default 32.</summary>
        public int RowsPerPass { get; init; } = 32;

        /// <summary>Decides the head's start, the order of labels and which are held out. Default 1.</summary>
        public ulong Seed { get; init; } = 1;

        /// <summary>Folder of the run, whose <c>checkpoints/step-000123/</c> a resume goes on from. One is written at the end and when
        /// training is cancelled. Null (default): none is.</summary>
        public string? RunFolder { get; init; }

        /// <summary>Optimiser steps between checkpoints; 0 (default): only at the end. Needs a <see cref="RunFolder"/>.</summary>
        public int CheckpointEvery { get; init; }

        /// <summary>Newest checkpoints that are kept. 1 or more; default 3 (ML-Agents keeps 5).</summary>
        public int KeepCheckpoints { get; init; } = 3;

        /// <summary>Go on from the run folder's newest checkpoint, on the CPU to the last bit as if there had been no stop. Other settings
        /// or labels than its own are refused. Default false: a folder with checkpoints is refused.</summary>
        public bool Resume { get; init; }

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of its range.</summary>
        public void Validate()
        {
            Require(Epochs >= 1, nameof(Epochs), "1 or more", Epochs);
            Require(BatchSize >= 1, nameof(BatchSize), "1 or more", BatchSize);
            Require(LearningRate > 0 && !double.IsInfinity(LearningRate), nameof(LearningRate), "more than 0", LearningRate);
            Require(WeightDecay >= 0 && !double.IsInfinity(WeightDecay), nameof(WeightDecay), "0 or more", WeightDecay);
            Require(MaxGradientNorm > 0, nameof(MaxGradientNorm), "more than 0", MaxGradientNorm);
            Require(Centring >= 0 && !double.IsInfinity(Centring), nameof(Centring), "0 or more", Centring);
            Require(HeldOutShare >= 0 && HeldOutShare < 1, nameof(HeldOutShare), "0 to below 1", HeldOutShare);
            Require(RowsPerPass >= 1, nameof(RowsPerPass), "1 or more", RowsPerPass);
            StepCheckpoints.Validate(RunFolder, CheckpointEvery, KeepCheckpoints, Resume);
        }
    }
}
