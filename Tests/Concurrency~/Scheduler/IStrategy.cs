using System.Collections.Generic;

namespace Repartee.Scheduling
{
    /// <summary>Decides who goes on, in one schedule after another.</summary>
    internal interface IStrategy
    {
        /// <summary>A schedule begins.</summary>
        /// <returns>False when there is no further one.</returns>
        bool Begin();

        /// <param name="ready">Strands that can go on, two or more, in the order of their ids.</param>
        /// <param name="current">The one that runs, -1 where it cannot go on.</param>
        int Choose(IReadOnlyList<int> ready, int current);
    }
}
