#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Repartee.Dialogue;
using Repartee.Training.Actor;
using Repartee.Training.Critic;
using Repartee.Training.Kernels;
using static TorchSharp.torch;

namespace Repartee.Training.RewardModel
{
    /// <summary>Rated replies. The head learns them with mean 0 and variance 1, whatever their scale.</summary>
    internal sealed class ScoreLabels : RewardLabels
    {
        private readonly IReadOnlyList<RatedReply> ratings;
        private readonly int[] rows;                                            // of features
        private readonly Device device;
        private readonly double mean;
        private readonly double deviation;

        /// <exception cref="ArgumentException">All scores are the same.</exception>
        internal ScoreLabels(IReadOnlyList<RatedReply> ratings, Device device)
        {
            this.ratings = ratings;
            this.device = device;
            rows = ratings.Select(rating => Row(rating.State, rating.Reply)).ToArray();
            (mean, deviation) = Moments.Of(ratings.Select(rating => rating.Score));
            if (!(deviation > 0) || double.IsInfinity(deviation))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"Expected scores that differ, but all {ratings.Count} are {ratings[0].Score}: nothing can be learnt."));
            }
        }

        internal override IReadOnlyList<DialogueState> Dialogues => ratings.Select(rating => rating.State).ToArray();

        internal override IEnumerable<int> Rows => rows;

        internal override Tensor Loss(ValueHead head, Tensor features, IReadOnlyList<int> labels, Tensor total)
        {
            var shape = new long[] { labels.Count };
            using var at = HostCopy.ToDevice(labels.Select(i => (long)rows[i]).ToArray(), shape, device);
            using var targets = HostCopy.ToDevice(labels.Select(Target).ToArray(), shape, device);
            return (Tensor)KernelUnit.Shared.invoke("score_loss", head.Kernel, features, at, targets, total)!;
        }

        internal override double Accuracy(float[] scores, IReadOnlyList<int> labels)
        {
            long right = 0, all = 0;
            for (int i = 0; i < labels.Count; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    int wanted = ratings[labels[i]].Score.CompareTo(ratings[labels[j]].Score);
                    if (wanted == 0)
                        continue;
                    all++;
                    if (scores[rows[labels[i]]].CompareTo(scores[rows[labels[j]]]) == wanted)
                        right++;
                }
            }

            return all == 0 ? double.NaN : right / (double)all;
        }

        /// <summary>Folds the labels' mean and deviation into the last layer.</summary>
        internal override void Finish(ValueHead head)
        {
            var values = head.Arena.ToArray();
            var (weight, bias) = (head.Arena.Layout["value.1.weight"], head.Arena.Layout["value.1.bias"]);
            foreach (ref float value in values.AsSpan((int)weight.Offset, (int)weight.Count))
                value = (float)(value * deviation);
            values[bias.Offset] = (float)(values[bias.Offset] * deviation + mean);
            head.Arena.Load(values);
        }

        public override void Dispose()
        {
        }

        private float Target(int label) => (float)((ratings[label].Score - mean) / deviation);
    }
}
