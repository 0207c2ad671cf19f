#nullable enable
using System;

namespace Repartee.Rewards
{
    /// <summary>Nobody is left who could score: the process with the reward functions is gone. Not a fault of a reply, so it costs no reply a
    /// term, but ends the scoring.</summary>
    internal sealed class ScoringEndedException : Exception
    {
        internal ScoringEndedException(string message)
            : base(message)
        {
        }
    }
}
