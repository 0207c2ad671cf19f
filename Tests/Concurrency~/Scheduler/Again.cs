using System.Collections.Generic;
using System.Linq;

namespace Repartee.Scheduling
{
    /// <summary>A schedule that was had before.</summary>
    internal sealed class Again : IStrategy
    {
        private readonly IReadOnlyList<int> choices;
        private int next;

        internal Again(IReadOnlyList<int> choices) => this.choices = choices;

        /// <inheritdoc/>
        public bool Begin()
        {
            next = 0;
            return true;
        }

        /// <inheritdoc/>
        public int Choose(IReadOnlyList<int> ready, int current)
        {
            int chosen = next < choices.Count ? choices[next++] : ready[0];
            return ready.Contains(chosen) ? chosen : throw new PropertyException(
                $"Expected that strand {chosen} can go on as given, but found only {string.Join(", ", ready)}. Is it of this test?");
        }
    }
}
