#nullable enable
using System.Threading;

namespace Repartee.Conversation
{
    /// <summary>Counts what becomes of an actor's replies. Thread-safe.</summary>
    internal sealed class ReplyCounters
    {
        private readonly long[] ends = new long[4];                             // by ReplyEnd
        private long asked;

        internal ReplyStatistics Statistics
        {
            get
            {
                // Ends first: a reply that begins meanwhile is then on its way, and none has ended before it was asked for.
                var (answered, late) = (Of(ReplyEnd.Answered), Of(ReplyEnd.Late));
                var (refused, givenUp) = (Of(ReplyEnd.Refused), Of(ReplyEnd.GivenUp));
                return new ReplyStatistics(Interlocked.Read(ref asked), answered, late, refused, givenUp);
            }
        }

        internal void Ask() => Interlocked.Increment(ref asked);

        internal void End(ReplyEnd how) => Interlocked.Increment(ref ends[(int)how]);

        private long Of(ReplyEnd how) => Interlocked.Read(ref ends[(int)how]);
    }

    /// <summary>What became of a reply.</summary>
    internal enum ReplyEnd
    {
        /// <summary>It was cancelled, failed, or was cut.</summary>
        GivenUp,

        /// <summary>The actor made it.</summary>
        Answered,

        /// <summary>Its deadline passed.</summary>
        Late,

        /// <summary>Nobody could make it.</summary>
        Refused,
    }
}
