#nullable enable
namespace Repartee.Conversation
{
    /// <summary>What became of the replies that an actor was asked for, since it was made. Immutable; each number is exact, and a reply that is
    /// on its way is in <see cref="Asked"/> alone.</summary>
    public readonly struct ReplyStatistics
    {
        internal ReplyStatistics(long asked, long answered, long late, long refused, long givenUp)
        {
            Asked = asked;
            Answered = answered;
            Late = late;
            Refused = refused;
            GivenUp = givenUp;
        }

        /// <summary>Replies that were asked for.</summary>
        public long Asked { get; }

        /// <summary>Replies that the actor made.</summary>
        public long Answered { get; }

        /// <summary>Replies whose deadline passed: their NPC said its fallback, or a TimeoutException was thrown.</summary>
        public long Late { get; }

        /// <summary>Replies that nobody could make, such as when too many waited already: their NPC said its fallback, or an
        /// <see cref="ActorUnavailableException"/> was thrown.</summary>
        public long Refused { get; }

        /// <summary>Replies that were cancelled, failed, or were cut by the actor's end.</summary>
        public long GivenUp { get; }

        /// <summary>Replies on their way.</summary>
        public long Pending => Asked - Answered - Late - Refused - GivenUp;

        /// <inheritdoc/>
        public override string ToString() =>
            $"{Asked} asked: {Answered} answered, {Late} late, {Refused} refused, {GivenUp} given up, {Pending} on their way";
    }
}
