#nullable enable
namespace Repartee.Rewards
{
    /// <summary>
    /// Judges a reply. Called from worker threads, possibly several at once, so implementations keep no state between calls. An
    /// exception costs the reply this term only; see <see cref="WeightedReward"/>.
    /// </summary>
    public interface IRewardFunction
    {
        /// <summary>What logs and charts call it, such as "length".</summary>
        string Name { get; }

        /// <summary>Judges one reply.</summary>
        /// <param name="context">The reply and what it answers.</param>
        /// <returns>0 to 1, higher is better, unless the function says otherwise. 0 is a score, not "none".</returns>
        double Score(ReplyContext context);
    }
}
