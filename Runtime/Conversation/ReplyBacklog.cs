#nullable enable
namespace Repartee.Conversation
{
    /// <summary>How every actor refuses replies when too many wait for their turn.</summary>
    internal static class ReplyBacklog
    {
        /// <summary>Replies that may wait where nobody says otherwise: four turns of 64.</summary>
        internal const int MostWaiting = 256;

        /// <exception cref="ActorUnavailableException">As many wait as may.</exception>
        internal static void Require(int waiting, int most)
        {
            if (waiting >= most)
            {
                throw new ActorUnavailableException(
                    $"Expected fewer than {most} replies to wait for their turn, but found {waiting}. Give replies a Deadline and a Fallback, let " +
                    "NPCs ask less often, or raise MaxWaiting.");
            }
        }
    }
}
