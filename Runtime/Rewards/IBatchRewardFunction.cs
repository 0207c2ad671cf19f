#nullable enable
using System.Collections.Generic;

namespace Repartee.Rewards
{
    /// <summary>
    /// A reward function that judges many replies faster than one after the other, such as a model on a GPU or a service.
    /// </summary>
    public interface IBatchRewardFunction : IRewardFunction
    {
        /// <summary>Judges replies.</summary>
        /// <param name="contexts">The replies and what they answer.</param>
        /// <returns>One score each, in the given order; as <see cref="IRewardFunction.Score"/> gives.</returns>
        IReadOnlyList<double> ScoreAll(IReadOnlyList<ReplyContext> contexts);
    }
}
