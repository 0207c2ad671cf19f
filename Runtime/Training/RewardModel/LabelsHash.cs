#nullable enable
using Repartee.Training.Checkpoints;

namespace Repartee.Training.RewardModel
{
    /// <summary>SHA-256 of labels as they stand in their file.</summary>
    internal static class LabelsHash
    {
        /// <summary>The number of labels and their hash.</summary>
        internal static string Of(LabelledReplies labels)
        {
            using var hash = new DataHash();
            foreach (var pair in labels.Pairs)
            {
                hash.Add(HeldOutLabels.Key(pair.State));
                hash.Add(pair.Chosen);
                hash.Add(pair.Rejected);
                hash.Add(pair.Margin);
            }

            foreach (var rating in labels.Ratings)
            {
                hash.Add(HeldOutLabels.Key(rating.State));
                hash.Add(rating.Reply);
                hash.Add(rating.Score);
            }

            return labels.Pairs.Count > 0 ? hash.Text(labels.Pairs.Count, "pairs") : hash.Text(labels.Ratings.Count, "rated replies");
        }
    }
}
