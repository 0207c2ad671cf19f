#nullable enable
using System;
using static Repartee.Sessions.OptionRange;

namespace Repartee.Sessions
{
    /// <summary>
    /// Proximal policy optimization, one flat list. Names follow TRL where it has one, with ML-Agents' in brackets. Sources of defaults:
    /// TRL = trl/experimental/ppo at f2cd577; LHPD = "The N Implementation Details of RLHF with PPO" (Huang et al.); the others by name.
    /// </summary>
    public sealed record PpoOptions
    {
        /// <summary>Episodes collected before an update [buffer_size]. 1 or more; default 64 (LHPD's minibatch of 64 × 8, for one machine).</summary>
        public int BufferSize { get; init; } = 64;

        /// <summary>Passes over the buffer an update [num_epoch]. 1 or more; default 4 (TRL).</summary>
        public int Epochs { get; init; } = 4;

        /// <summary>Episodes an optimiser step [batch_size]. 1 to <see cref="BufferSize"/>; default 32.</summary>
        public int MinibatchSize { get; init; } = 32;

        /// <summary>Episodes a forward and backward pass; bounds memory, changes no result. 0 (default): 16 on the CPU, on a GPU as many as fit
        /// into a quarter of its memory.</summary>
        public int MicroBatchSize { get; init; }

        /// <summary>Learning rate of the actor [learning_rate]. More than 0; default 1e-4: for actors of a few million parameters
        /// (TRL's 3e-6 is for a billion).</summary>
        public double LearningRate { get; init; } = 1e-4;

        /// <summary>Learning rate of the value head. More than 0; default 1e-3: ten times the actor's (OpenRLHF and verl: 9 and 10 times).</summary>
        public double CriticLearningRate { get; init; } = 1e-3;

        /// <summary>How the learning rates go over the run's updates [learning_rate_schedule]. Default constant.</summary>
        public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

        /// <summary>Clip range ε of the ratio [epsilon], in (0, 1); 0 turns clipping off. Default 0.2 (Schulman et al. 2017; all peers).</summary>
        public double ClipRange { get; init; } = 0.2;

        /// <summary>Upper clip range where it differs; 0 (default): same as <see cref="ClipRange"/>. DAPO uses 0.28.</summary>
        public double ClipRangeHigh { get; init; }

        /// <summary>Dual clip c: bounds the loss of tokens with a negative advantage at −c·A. More than 1; default 3 (verl); 0 turns it off.</summary>
        public double DualClip { get; init; } = 3.0;

        /// <summary>Clip range of the value around its old value; 0 turns it off. Default 0.2 (TRL, LHPD).</summary>
        public double ClipRangeValue { get; init; } = 0.2;

        /// <summary>Weight of the value loss. 0 or more; default 0.1 (TRL, LHPD).</summary>
        public double ValueCoefficient { get; init; } = 0.1;

        /// <summary>Whether layers are computed again on the way back instead of kept (Chen et al. 2016): the same gradients in less memory,
        /// a third more time. Default false.</summary>
        public bool GradientCheckpointing { get; init; }

        /// <summary>Whether the value loss also trains the backbone that actor and critic share. Default true. With LoRA the critic has an
        /// adapter of its own, which always learns.</summary>
        public bool ValueGradientToBackbone { get; init; } = true;

        /// <summary>Weight of the entropy bonus [beta]. 0 or more; default 0 (TRL only logs it).</summary>
        public double EntropyCoefficient { get; init; }

        /// <summary>Discount γ of a token [gamma], 0..1. Default 1 (all language-model peers): a reply is one thought.</summary>
        public double Gamma { get; init; } = 1.0;

        /// <summary>λ of the advantage estimate [lambd], 0..1. Default 1 (OpenRLHF, verl): below 1 a fresh critic decays the score but not the
        /// KL penalty and pulls to a wrong optimum; lower it once <c>val/explained_variance</c> stays above 0.5.</summary>
        public double Lambda { get; init; } = 1.0;

        /// <summary>Whether advantages get mean 0 and variance 1 over the buffer's chosen tokens. Default true (all peers).</summary>
        public bool WhitenAdvantages { get; init; } = true;

        /// <summary>Weight β of the KL to the actor the run started from. 0 or more; default 0.05 (TRL). At 0 no reference is kept or run.</summary>
        public double KlCoefficient { get; init; } = 0.05;

        /// <summary>Where the penalty acts. Default in the reward (TRL).</summary>
        public KlPlacement KlPlacement { get; init; } = KlPlacement.Reward;

        /// <summary>Which estimator. Default k1 in the reward (TRL); in the loss use k2 (default there would be refused k1) or k3.</summary>
        public KlEstimator KlEstimator { get; init; } = KlEstimator.K1;

        /// <summary>Sequence KL, in nats, that β is steered to; 0 (default): β stays. Ziegler et al. 2019 use 6.</summary>
        public double KlTarget { get; init; }

        /// <summary>Episodes over which β is corrected. More than 0; default 10,000 (Ziegler et al. 2019).</summary>
        public double KlHorizon { get; init; } = 10_000;

        /// <summary>Stops an update's remaining steps when the mean of ½(log ratio)² exceeds 1.5 times this; 0 (default): never. SB3's rule.</summary>
        public double TargetUpdateKl { get; init; }

        /// <summary>Taken off the score of a reply that ended without a stop token. 0 or more; default 0 (TRL: missing_eos_penalty, off).</summary>
        public double MissingStopPenalty { get; init; }

        /// <summary>Joint norm that gradients are clipped to. More than 0; default 1 (OpenRLHF, verl).</summary>
        public double MaxGradientNorm { get; init; } = 1.0;

        /// <summary>AdamW: decay of the first moment. Default 0.9.</summary>
        public double AdamBeta1 { get; init; } = 0.9;

        /// <summary>AdamW: decay of the second moment. Default 0.95 (OpenRLHF).</summary>
        public double AdamBeta2 { get; init; } = 0.95;

        /// <summary>AdamW: ε. Default 1e-5 (LHPD).</summary>
        public double AdamEpsilon { get; init; } = 1e-5;

        /// <summary>AdamW: weight decay of matrices. Default 0 (all peers).</summary>
        public double WeightDecay { get; init; }

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value out of its range, what was expected and the remedy.</summary>
        public void Validate()
        {
            Require(BufferSize >= 1, nameof(BufferSize), "1 episode or more", BufferSize);
            Require(Epochs >= 1, nameof(Epochs), "1 or more", Epochs);
            Require(MinibatchSize >= 1 && MinibatchSize <= BufferSize, nameof(MinibatchSize), $"1 to BufferSize ({BufferSize})", MinibatchSize);
            Require(MicroBatchSize >= 0, nameof(MicroBatchSize), "0 (by the device) or more", MicroBatchSize);
            Require(Positive(LearningRate), nameof(LearningRate), "more than 0", LearningRate);
            Require(Positive(CriticLearningRate), nameof(CriticLearningRate), "more than 0", CriticLearningRate);
            Require(ClipRange >= 0 && ClipRange < 1, nameof(ClipRange), "0 (off) to below 1", ClipRange);
            Require(ClipRangeHigh >= 0 && !double.IsInfinity(ClipRangeHigh), nameof(ClipRangeHigh), "0 (as ClipRange) or more", ClipRangeHigh);
            Require(DualClip == 0 || (DualClip > 1 && !double.IsInfinity(DualClip)), nameof(DualClip), "0 (off) or more than 1", DualClip);
            Require(NotNegative(ClipRangeValue), nameof(ClipRangeValue), "0 (off) or more", ClipRangeValue);
            Require(NotNegative(ValueCoefficient), nameof(ValueCoefficient), "0 or more", ValueCoefficient);
            Require(NotNegative(EntropyCoefficient), nameof(EntropyCoefficient), "0 or more", EntropyCoefficient);
            Require(Gamma >= 0 && Gamma <= 1, nameof(Gamma), "0 to 1", Gamma);
            Require(Lambda >= 0 && Lambda <= 1, nameof(Lambda), "0 to 1", Lambda);
            Require(NotNegative(KlCoefficient), nameof(KlCoefficient), "0 (no reference) or more", KlCoefficient);
            Require(NotNegative(KlTarget), nameof(KlTarget), "0 (fixed coefficient) or more", KlTarget);
            Require(KlTarget == 0 || Positive(KlHorizon), nameof(KlHorizon), "more than 0 episodes", KlHorizon);
            if (KlTarget > 0 && KlCoefficient == 0)
            {
                throw new ArgumentException(
                    "KlCoefficient: expected more than 0 with a KlTarget, but found 0, which steering can not change. Start at 0.05.");
            }

            Require(NotNegative(TargetUpdateKl), nameof(TargetUpdateKl), "0 (off) or more", TargetUpdateKl);
            Require(NotNegative(MissingStopPenalty), nameof(MissingStopPenalty), "0 or more", MissingStopPenalty);
            Require(Positive(MaxGradientNorm), nameof(MaxGradientNorm), "more than 0", MaxGradientNorm);
            Require(AdamBeta1 >= 0 && AdamBeta1 < 1, nameof(AdamBeta1), "0 to below 1", AdamBeta1);
            Require(AdamBeta2 >= 0 && AdamBeta2 < 1, nameof(AdamBeta2), "0 to below 1", AdamBeta2);
            Require(Positive(AdamEpsilon), nameof(AdamEpsilon), "more than 0", AdamEpsilon);
            Require(NotNegative(WeightDecay), nameof(WeightDecay), "0 or more", WeightDecay);
            if (KlCoefficient > 0 && KlPlacement == KlPlacement.Loss && KlEstimator == KlEstimator.K1)
            {
                throw new ArgumentException(
                    "KlEstimator: expected K2 or K3 with KlPlacement.Loss, but found K1, whose expected gradient is zero. Choose K2, or KlPlacement.Reward.");
            }

            if (KlCoefficient > 0 && KlPlacement == KlPlacement.Reward && KlEstimator == KlEstimator.K2)
            {
                throw new ArgumentException(
                    "KlEstimator: expected K1 or K3 with KlPlacement.Reward, but found K2, which is biased as a value. Choose K1, or KlPlacement.Loss.");
            }
        }

        private static bool Positive(double value) => value > 0 && !double.IsInfinity(value);

        private static bool NotNegative(double value) => value >= 0 && !double.IsInfinity(value);
    }

    /// <summary>How learning rates go over a run's planned updates.</summary>
    public enum LearningRateSchedule
    {
        /// <summary>The same throughout (TRL 0.11).</summary>
        Constant,

        /// <summary>Straight to zero at the last planned update (ML-Agents' default; needs the number of updates).</summary>
        Linear,

        /// <summary>Half a cosine to zero at the last planned update.</summary>
        Cosine,
    }
}
