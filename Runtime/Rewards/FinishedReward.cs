#nullable enable
namespace Repartee.Rewards
{
    /// <summary>1 when the actor ended its reply itself, 0 when the reply hit the token limit. Named "finished".</summary>
    public sealed class FinishedReward : IRewardFunction
    {
        /// <inheritdoc/>
        public string Name => "finished";

        /// <inheritdoc/>
        public double Score(ReplyContext context) => context.Truncated ? 0 : 1;
    }
}
