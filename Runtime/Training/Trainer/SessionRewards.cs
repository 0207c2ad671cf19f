#nullable enable
using System;
using Repartee.Rewards;
using Repartee.Sessions;
using Repartee.Training.Actor;
using Repartee.Training.Ppo;
using Repartee.Training.RewardModel;

namespace Repartee.Training.Trainer
{
    /// <summary>The rewards of a session: its functions, and the reward model if there is one.</summary>
    internal sealed class SessionRewards : IDisposable
    {
        private readonly LearnedReward? model;

        private SessionRewards(WeightedReward sum, LearnedReward? model)
        {
            Sum = sum;
            this.model = model;
        }

        internal WeightedReward Sum { get; }

        /// <summary>Checks that a session's reward model fits its actor, before anything large is loaded.</summary>
        /// <exception cref="System.IO.IOException">The model's folder is not what it should be, or its backbone is another; so for
        /// InvalidDataException.</exception>
        internal static RewardModelInfo? Check(TrainingOptions options, ActorFolder actor)
        {
            if (!(options.RewardModel is RewardModelTerm term))
                return null;
            var info = RewardModelFile.ReadInfo(term.Folder);
            info.RequireBackbone(actor, term.Folder);
            return info;
        }

        /// <summary>Borrows the backbone that the learner leaves alone: under its adapters, or its reference. A learner that has neither
        /// costs a copy.</summary>
        /// <param name="options">Functions, and the reward model's name and weight.</param>
        /// <param name="info">From <see cref="Check"/>.</param>
        /// <param name="actor">The actor the run started from.</param>
        /// <param name="learner">As that actor left it: nothing was learnt or restored yet.</param>
        internal static SessionRewards Create(TrainingOptions options, RewardModelInfo? info, ActorFolder actor, Learner learner)
        {
            var rules = options.Rewards ?? new WeightedReward();
            if (info is null)
                return new SessionRewards(rules, null);
            var term = options.RewardModel!;
            var copy = learner.SharesBackbone && learner.Reference is null ? learner.Actor.Weights.Copy() : null;
            var frozen = copy ?? (learner.SharesBackbone ? learner.Reference!.Value.Weights : learner.Actor.Weights);
            var owned = copy is null ? Array.Empty<IDisposable>() : new IDisposable[] { copy };
            var model = new LearnedReward(term.Folder, info, frozen, actor.Encoder, term.Name, owned);
            return new SessionRewards(rules.Add(model, term.Weight, term.Name), model);
        }

        /// <inheritdoc/>
        public void Dispose() => model?.Dispose();
    }
}
