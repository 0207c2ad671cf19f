using System;
using System.Collections.Generic;
using System.Linq;

namespace Repartee.Scheduling
{
    /// <summary>
    /// Draws. Every other schedule is a random walk; the rest give each strand a priority that changes at a few random choices (PCT,
    /// Burckhardt et al. 2010), which finds a fault that needs d events in an order with a probability of at least 1 / (strands *
    /// choices^(d - 1)).
    /// </summary>
    internal sealed class RandomOrder : IStrategy
    {
        private readonly List<double> priorities = [];
        private readonly HashSet<int> changes = [];
        private Random random;
        private int seed;
        private int made;
        private int longest = 20;
        private bool walks;

        /// <param name="seed">Of the first schedule; the next ones' follow.</param>
        internal RandomOrder(int seed)
        {
            this.seed = seed - 1;
            random = new Random(seed);
        }

        /// <inheritdoc/>
        public bool Begin()
        {
            longest = Math.Max(longest, made);
            made = 0;
            random = new Random(++seed);
            walks = seed % 2 == 0;
            priorities.Clear();
            changes.Clear();
            for (int change = random.Next(1, 5); change > 0; change--)
                changes.Add(random.Next(longest));
            return true;
        }

        /// <inheritdoc/>
        public int Choose(IReadOnlyList<int> ready, int current)
        {
            int choice = made++;
            if (walks)
                return ready[random.Next(ready.Count)];
            while (priorities.Count <= ready[^1])
                priorities.Add(1 + random.NextDouble());
            if (changes.Contains(choice) && current >= 0)
                priorities[current] = -choice;
            return ready.MaxBy(id => priorities[id]);
        }
    }
}
