#nullable enable
using System;

namespace Repartee.Editor.Installation
{
    /// <summary>An installation that cannot be done: what was expected, what was found and what to do.</summary>
    public sealed class InstallationException : Exception
    {
        /// <summary>Says why.</summary>
        /// <param name="message">Fact and remedy, for the user.</param>
        public InstallationException(string message)
            : base(message)
        {
        }

        /// <summary>Says why.</summary>
        /// <param name="message">Fact and remedy, for the user.</param>
        /// <param name="cause">What was behind it.</param>
        public InstallationException(string message, Exception cause)
            : base(message, cause)
        {
        }
    }
}
