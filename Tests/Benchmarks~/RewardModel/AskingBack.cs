using System.Linq;
using Repartee.Rewards;

namespace Repartee.Benchmarks.RewardModel;

/// <summary>The rule behind the labels, which the reward model never sees: the reply ends by asking the player something.</summary>
internal sealed class AskingBack : IRewardFunction
{
    public string Name => "asks_back";

    public double Score(ReplyContext context) => Score(context.Reply);

    public static double Score(string reply) => reply.TrimEnd().LastOrDefault() == '?' ? 1 : 0;
}
