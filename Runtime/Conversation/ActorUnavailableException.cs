#nullable enable
using System;

namespace Repartee.Conversation
{
    /// <summary>Nobody can speak for the NPC at the moment, such as while a trainer's process is started again. A reply with a
    /// <see cref="ReplyOptions.Fallback"/> says that instead; the conversation goes on.</summary>
    public class ActorUnavailableException : Exception
    {
        /// <summary>Makes the exception.</summary>
        /// <param name="message">What was expected, what was found, what to do.</param>
        /// <param name="inner">What lies behind it, or null.</param>
        public ActorUnavailableException(string message, Exception? inner = null)
            : base(message, inner)
        {
        }
    }
}
