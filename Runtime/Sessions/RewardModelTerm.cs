#nullable enable
using System;

namespace Repartee.Sessions
{
    /// <summary>A trained reward model as one term of a session's rewards.</summary>
    public sealed record RewardModelTerm
    {
        /// <summary>The model's folder, as the reward model's trainer wrote it.</summary>
        public string Folder { get; init; } = "";

        /// <summary>Its weight beside the other rewards; see <see cref="Repartee.Rewards.WeightedReward.Add"/>. Default 1.</summary>
        public double Weight { get; init; } = 1;

        /// <summary>What logs and charts call it. Default "reward_model".</summary>
        public string Name { get; init; } = "reward_model";

        /// <summary>Throws <see cref="ArgumentException"/> naming the first value that is missing or out of its range.</summary>
        public void Validate()
        {
            if (string.IsNullOrWhiteSpace(Folder))
                throw new ArgumentException("RewardModel.Folder: expected the folder of a reward model, but found nothing.");
            if (string.IsNullOrWhiteSpace(Name))
                throw new ArgumentException("RewardModel.Name: expected a name, but it is blank.");
            if (double.IsNaN(Weight) || double.IsInfinity(Weight))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"RewardModel.Weight: expected a finite number, but found {Weight}."));
            }
        }
    }
}
