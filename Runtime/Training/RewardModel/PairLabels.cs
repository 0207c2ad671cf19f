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
    /// <summary>Preference pairs.</summary>
    internal sealed class PairLabels : RewardLabels
    {
        private readonly IReadOnlyList<PreferencePair> pairs;
        private readonly int[] chosen;                                          // rows of features
        private readonly int[] rejected;
        private readonly Device device;
        private readonly Tensor centring;

        internal PairLabels(IReadOnlyList<PreferencePair> pairs, double centring, Device device)
        {
            this.pairs = pairs;
            this.device = device;
            chosen = pairs.Select(pair => Row(pair.State, pair.Chosen)).ToArray();
            rejected = pairs.Select(pair => Row(pair.State, pair.Rejected)).ToArray();
            this.centring = HostCopy.ToDevice(new[] { (float)centring }, Array.Empty<long>(), device);
        }

        internal override IReadOnlyList<DialogueState> Dialogues => pairs.Select(pair => pair.State).ToArray();

        internal override IEnumerable<int> Rows => chosen.Concat(rejected);

        internal override Tensor Loss(ValueHead head, Tensor features, IReadOnlyList<int> labels, Tensor total)
        {
            var shape = new long[] { labels.Count };
            using var better = HostCopy.ToDevice(labels.Select(i => (long)chosen[i]).ToArray(), shape, device);
            using var worse = HostCopy.ToDevice(labels.Select(i => (long)rejected[i]).ToArray(), shape, device);
            using var margins = HostCopy.ToDevice(labels.Select(i => (float)pairs[i].Margin).ToArray(), shape, device);
            return (Tensor)KernelUnit.Shared.invoke("pair_loss", head.Kernel, features, better, worse, margins, centring, total)!;
        }

        internal override double Accuracy(float[] scores, IReadOnlyList<int> labels) =>
            labels.Count == 0 ? double.NaN : labels.Average(i => scores[chosen[i]] > scores[rejected[i]] ? 1.0 : 0.0);

        /// <summary>The scores of pairs have no unit but their own.</summary>
        internal override void Finish(ValueHead head)
        {
        }

        public override void Dispose() => centring.Dispose();
    }
}
