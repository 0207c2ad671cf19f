#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Repartee.Prompting;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Critic;
using Repartee.Training.Kernels;
using Repartee.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Repartee.Training.RewardModel
{
    /// <summary>
    /// A trained reward model as a reward function: σ((r - mean) / deviation), where r is the head's score of the reply's text and mean
    /// and deviation are those of the replies it was trained on. So it lies between 0 and 1 like the rules it is mixed with, an average
    /// training reply gets ½, and a reply that the model overrates can not drown the rules out. Features are the frozen backbone's:
    /// training the actor does not move the scores. May be called from several threads; dispose of it.
    /// </summary>
    public sealed class LearnedReward : IBatchRewardFunction, IDisposable
    {
        /// <summary>What logs and charts call a reward model that has no other name.</summary>
        public const string DefaultName = "reward_model";

        private const int RowsPerPass = 32;                                     // bounds memory

        private readonly Policy backbone;
        private readonly ValueHead head;
        private readonly PromptEncoder encoder;
        private readonly RewardModelInfo info;
        private readonly IReadOnlyList<IDisposable> owned;

        /// <param name="folder">The model's.</param>
        /// <param name="info">Read from it, and checked against the backbone.</param>
        /// <param name="backbone">Frozen, without an adapter.</param>
        /// <param name="encoder">The actor's.</param>
        /// <param name="name">Of the term.</param>
        /// <param name="owned">Of the backbone, what is disposed with this.</param>
        internal LearnedReward(
            string folder, RewardModelInfo info, Policy backbone, PromptEncoder encoder, string name = DefaultName,
            params IDisposable[] owned)
        {
            this.backbone = backbone;
            this.encoder = encoder;
            this.info = info;
            this.owned = owned;
            Name = name;
            head = RewardModelFile.ReadHead(folder, info, backbone.Network.Device);
        }

        /// <inheritdoc/>
        public string Name { get; }

        /// <summary>Mean of the scores of all replies it was trained on.</summary>
        public double Mean => info.Mean;

        /// <summary>Their standard deviation, more than 0.</summary>
        public double Deviation => info.Deviation;

        /// <summary>Share of the held-out pairs whose better reply scored higher, 0 to 1; null where none were held out.</summary>
        public double? HeldOutAccuracy => info.Accuracy;

        /// <summary>Loads libtorch, the head and the backbone's weights; seconds for a large one.</summary>
        /// <param name="folder">The reward model's folder.</param>
        /// <param name="actor">The backbone; null (default): the folder that the reward model was trained on.</param>
        /// <param name="device">Where to compute. Default: CUDA where it is found, else the CPU.</param>
        /// <param name="precision">In which type. Default: bfloat16 on a GPU, float32 on the CPU.</param>
        /// <returns>The reward; dispose of it.</returns>
        /// <exception cref="NativeBackendException">libtorch can not be loaded; the message says why and what to do.</exception>
        /// <exception cref="IOException">A folder is not what it should be, or the backbone another one; so for
        /// InvalidDataException.</exception>
        public static LearnedReward Load(
            string folder, ActorFolder? actor = null, DeviceChoice device = DeviceChoice.Auto, Precision precision = Precision.Auto)
        {
            var info = RewardModelFile.ReadInfo(folder);
            actor ??= ActorFolder.Open(info.Backbone, template: info.Template);
            info.RequireBackbone(actor, folder);
            var place = torch.device(NativeBackend.Load(new NativeBackendOptions { Device = device }).Device);
            using var tensors = NewDisposeScope();                              // frees what was made so far when a later part fails
            var network = new ActorNetwork(actor.Config, place, precision.TypeOn(place));
            var weights = ActorWeights.Frozen(network);
            actor.LoadInto(weights);
            var reward = new LearnedReward(folder, info, weights, actor.Encoder, DefaultName, weights, network);
            tensors.Detach(tensors.DisposablesView);
            return reward;
        }

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">The reply and the last message do not fit the backbone's context.</exception>
        public double Score(ReplyContext context) => ScoreAll(new[] { context })[0];

        /// <inheritdoc/>
        /// <exception cref="ArgumentException">A reply and its last message do not fit the backbone's context.</exception>
        public IReadOnlyList<double> ScoreAll(IReadOnlyList<ReplyContext> contexts) =>
            RawScores(contexts).Select(score => 1.0 / (1.0 + Math.Exp(-(score - Mean) / Deviation))).ToArray();

        /// <summary>The head's scores: of pairs, a difference d means that the better one wins with probability σ(d); of rated replies,
        /// what the label would be.</summary>
        /// <param name="contexts">The replies and what they answer.</param>
        /// <returns>One score each, in the given order.</returns>
        /// <exception cref="ArgumentException">A reply and its last message do not fit the backbone's context.</exception>
        public IReadOnlyList<double> RawScores(IReadOnlyList<ReplyContext> contexts)
        {
            int room = backbone.Network.Config.MaxPositions;
            var rows = contexts.Select(context => ReplyFeatures.Row(context.State, context.Reply, encoder, room)).ToArray();
            using var features = ReplyFeatures.Compute(backbone, rows, RowsPerPass, encoder.PadToken);
            return ScoresOf(head, features).Take(rows.Length).Select(score => (double)score).ToArray();
        }

        /// <summary>A head's scores of features (M,D), the surplus included.</summary>
        internal static float[] ScoresOf(ValueHead head, Tensor features)
        {
            using var noGrad = no_grad();
            using var scores = (Tensor)KernelUnit.Shared.invoke("reply_scores", head.Kernel, features)!;
            return HostCopy.Floats(scores);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            head.Dispose();
            foreach (var part in owned)
                part.Dispose();
        }
    }
}
