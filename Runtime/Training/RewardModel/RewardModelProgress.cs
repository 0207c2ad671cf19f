#nullable enable
namespace Repartee.Training.RewardModel
{
    /// <summary>How good a reward model is after an epoch.</summary>
    public sealed class RewardModelProgress
    {
        internal RewardModelProgress(int epoch, double loss, double heldOutLoss, double heldOutAccuracy)
        {
            Epoch = epoch;
            Loss = loss;
            HeldOutLoss = heldOutLoss;
            HeldOutAccuracy = heldOutAccuracy;
        }

        /// <summary>Epochs done.</summary>
        public int Epoch { get; }

        /// <summary>Mean loss of the epoch's labels. Pairs: the Bradley-Terry loss, ln 2 for a model that knows nothing. Scores: the mean
        /// squared error by the labels' variance, 1 for such a model.</summary>
        public double Loss { get; }

        /// <summary>The same on the held-out labels; NaN without any. Of scores it is about 1 - R².</summary>
        public double HeldOutLoss { get; }

        /// <summary>Share of the held-out pairs whose better reply scores higher, 0 to 1; NaN without any. Of scores every two held-out
        /// replies that differ are a pair.</summary>
        public double HeldOutAccuracy { get; }
    }
}
