#nullable enable

namespace Repartee.Frozen.Decoding
{
    /// <summary>Work that the members of a <see cref="WorkerTeam"/> do together.</summary>
    internal abstract class TeamWork
    {
        /// <summary>Does one member's part, on that member's thread.</summary>
        /// <param name="member">0 to team.Size - 1; 0 is the caller.</param>
        /// <param name="team">For its size and its barrier.</param>
        internal abstract void Run(int member, WorkerTeam team);
    }
}
