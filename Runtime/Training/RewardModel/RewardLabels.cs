#nullable enable
using System;
using System.Collections.Generic;
using Repartee.Dialogue;
using Repartee.Training.Critic;
using static TorchSharp.torch;

namespace Repartee.Training.RewardModel
{
    /// <summary>Labels of one kind: which replies they are about, and how wrong a head's scores of them are. Owns its tensors.</summary>
    internal abstract class RewardLabels : IDisposable
    {
        private readonly List<(DialogueState State, string Reply)> replies = new List<(DialogueState, string)>();
        private readonly Dictionary<string, int> rows = new Dictionary<string, int>(StringComparer.Ordinal);

        /// <summary>The replies that have features, in the order of the features' rows. A reply that several labels name is there once: the
        /// pairs of a ranking name each of its replies again and again.</summary>
        internal IReadOnlyList<(DialogueState State, string Reply)> Replies => replies;

        /// <summary>The row of each reply that the labels name, in their order.</summary>
        internal abstract IEnumerable<int> Rows { get; }

        /// <summary>The dialogue of each label.</summary>
        internal abstract IReadOnlyList<DialogueState> Dialogues { get; }

        internal static RewardLabels Of(LabelledReplies labelled, double centring, Device device) => labelled.Pairs.Count > 0
            ? new PairLabels(labelled.Pairs, centring, device)
            : (RewardLabels)new ScoreLabels(labelled.Ratings, device);

        /// <summary>Mean loss of some labels (), also added to <paramref name="total"/>.</summary>
        internal abstract Tensor Loss(ValueHead head, Tensor features, IReadOnlyList<int> labels, Tensor total);

        /// <summary>Share of pairs among some labels that these scores of all replies order rightly; NaN without any.</summary>
        internal abstract double Accuracy(float[] scores, IReadOnlyList<int> labels);

        /// <summary>Brings the trained head's output to the labels' own unit.</summary>
        internal abstract void Finish(ValueHead head);

        /// <inheritdoc/>
        public abstract void Dispose();

        /// <summary>The features' row of a reply.</summary>
        private protected int Row(DialogueState state, string reply)
        {
            string key = $"{HeldOutLabels.Key(state)}\0{reply}";
            if (!rows.TryGetValue(key, out int row))
            {
                rows.Add(key, row = replies.Count);
                replies.Add((state, reply));
            }

            return row;
        }
    }
}
