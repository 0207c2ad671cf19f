#nullable enable
namespace Repartee.Conversation
{
    /// <summary>Why a reply ended.</summary>
    public enum FinishReason
    {
        /// <summary>The actor produced a stop token.</summary>
        Stop,

        /// <summary>The reply reached its token limit or the end of the context: it is truncated.</summary>
        Length,

        /// <summary>The caller cancelled it or its deadline passed.</summary>
        Cancelled,
    }
}
