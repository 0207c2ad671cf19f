using System.Collections.Generic;
using System.Linq;

namespace Repartee.Scheduling
{
    /// <summary>All schedules in which a strand that could go on is held up at most so many times (Musuvathi and Qadeer 2007), one by one:
    /// most faults need no more than two.</summary>
    internal sealed class FewPreemptions : IStrategy
    {
        private readonly int most;
        private readonly List<Branch> path = [];
        private int depth;
        private int preemptions;
        private bool begun;

        internal FewPreemptions(int most) => this.most = most;

        /// <inheritdoc/>
        public bool Begin()
        {
            depth = preemptions = 0;
            if (!begun)
                return begun = true;
            while (path.Count > 0 && path[^1].Taken == path[^1].Options.Length - 1)
                path.RemoveAt(path.Count - 1);
            if (path.Count == 0)
                return false;
            path[^1] = path[^1] with { Taken = path[^1].Taken + 1 };
            return true;
        }

        /// <inheritdoc/>
        public int Choose(IReadOnlyList<int> ready, int current)
        {
            if (depth == path.Count)
                path.Add(new Branch(Options(ready, current), 0));
            var branch = path[depth++];
            int chosen = branch.Options[branch.Taken];
            if (current >= 0 && chosen != current)
                preemptions++;
            return chosen;
        }

        private int[] Options(IReadOnlyList<int> ready, int current)
        {
            if (current < 0)
                return [.. ready];
            return preemptions == most ? [current] : [current, .. ready.Where(id => id != current)];
        }

        private sealed record Branch(int[] Options, int Taken);
    }
}
