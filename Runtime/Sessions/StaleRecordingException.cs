#nullable enable
using System;

namespace Repartee.Sessions
{
    /// <summary>A replay went so far from the actor that was recorded that its conversations say too little about the one that
    /// learns.</summary>
    public sealed class StaleRecordingException : Exception
    {
        /// <summary>Makes the exception.</summary>
        /// <param name="message">What was expected, found, and what to do.</param>
        public StaleRecordingException(string message)
            : base(message)
        {
        }
    }
}
