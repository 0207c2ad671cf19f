#nullable enable
namespace Repartee.Conversation
{
    /// <summary>How answering a prompt went.</summary>
    internal enum GenerationOutcome
    {
        /// <summary>The reply is whole, or as long as it may be.</summary>
        Finished,

        /// <summary>The deadline passed before.</summary>
        DeadlinePassed,

        /// <summary>The caller cancelled it, or the actor stopped.</summary>
        Cancelled,

        /// <summary>The caller's own code for streamed text threw: <see cref="GenerationJob.CallerError"/>.</summary>
        CallerFailed,
    }
}
