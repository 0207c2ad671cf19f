#nullable enable
using System;
using Repartee.Conversation;

namespace Repartee.Training.Trainer
{
    /// <summary>
    /// Which of some items comes when: all of them once before any comes again, in a new order each round. A function of the seed and the
    /// number alone, so that a resumed run goes on where it was.
    /// </summary>
    internal sealed class DealtOrder
    {
        private readonly int count;
        private readonly ulong seed;
        private int[] order = Array.Empty<int>();                               // of the round that is being dealt
        private long round;

        internal DealtOrder(int count, ulong seed)
        {
            this.count = count;
            this.seed = CounterRandom.Derive(seed, 5);
        }

        internal int At(long number)
        {
            long wanted = number / count;
            if (order.Length == 0 || wanted != round)
            {
                round = wanted;
                order = CounterRandom.Permutation(count, CounterRandom.Derive(seed, (ulong)round));
            }

            return order[number % count];
        }
    }
}
