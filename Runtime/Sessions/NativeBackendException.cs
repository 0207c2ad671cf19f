#nullable enable
using System;

namespace Repartee.Sessions
{
    /// <summary>libtorch could not be made ready; the message says why and what to do.</summary>
    public sealed class NativeBackendException : Exception
    {
        /// <summary>Creates the exception.</summary>
        /// <param name="message">What was expected, what was found and what to do.</param>
        /// <param name="innerException">The error of the system's loader, where there is one.</param>
        public NativeBackendException(string message, Exception? innerException = null) : base(message, innerException)
        {
        }
    }
}
