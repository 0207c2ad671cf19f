#nullable enable
using System;

namespace Repartee.Editor.Settings
{
    /// <summary>The settings' file is not what it should be; the message says where, and what to do.</summary>
    public sealed class SettingsException : Exception
    {
        /// <summary>Makes the exception.</summary>
        /// <param name="message">What was expected, what was found, what to do.</param>
        /// <param name="inner">What lies behind it, or null.</param>
        public SettingsException(string message, Exception? inner = null)
            : base(message, inner)
        {
        }
    }
}
