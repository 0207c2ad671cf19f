using System;

namespace Repartee.Scheduling
{
    /// <summary>What should hold in every schedule does not.</summary>
    public sealed class PropertyException : Exception
    {
        /// <param name="message">What was expected, and what was found.</param>
        public PropertyException(string message)
            : base(message)
        {
        }
    }
}
