#nullable enable
using System;

namespace Repartee.Rewards
{
    /// <summary>A reward function failed where it ran, in another process; the message is the term's error as it was told there.</summary>
    internal sealed class ScoreFailedException : Exception
    {
        internal ScoreFailedException(string message)
            : base(message)
        {
        }
    }
}
