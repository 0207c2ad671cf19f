#nullable enable
using System;
using Repartee.Conversation;

namespace Repartee.Sessions
{
    /// <summary>The trainer's process could not be started, is lost, or said what was not understood; the message says which, and what to
    /// do.</summary>
    public sealed class TrainerProcessException : ActorUnavailableException
    {
        /// <summary>Makes the exception.</summary>
        /// <param name="message">What was expected, what was found, what to do.</param>
        /// <param name="inner">What lies behind it, or null.</param>
        public TrainerProcessException(string message, Exception? inner = null)
            : base(message, inner)
        {
        }
    }
}
