#nullable enable
using System;
using System.IO;
using System.Linq;
using Repartee.Conversation;
using Repartee.Training.Actor;

namespace Repartee.Training.Supervised
{
    /// <summary>
    /// Deals rows out in batches of like length (less padding), in a new random order each time round. A function of the seed.
    /// </summary>
    internal sealed class LengthBatches
    {
        private const int BatchesPerPool = 32;                                  // sorted together: random enough, and little padding

        private readonly TokenRow[] rows;
        private readonly int batchSize;
        private readonly ulong seed;
        private int[][] batches = Array.Empty<int[]>();
        private int next;
        private ulong round;

        internal LengthBatches(TokenRow[] rows, int batchSize, ulong seed)
        {
            this.rows = rows;
            this.batchSize = Math.Min(batchSize, rows.Length);
            this.seed = seed;
        }

        /// <summary>How many orders were dealt, and how many batches of the newest are out: with rows and seed the whole state.</summary>
        internal (int Epoch, int Position) Place => ((int)round, next);

        /// <summary>Goes on from a place.</summary>
        /// <exception cref="InvalidDataException">There is none such.</exception>
        internal void GoTo(int epoch, int position)
        {
            round = (ulong)Math.Max(0, epoch - 1);
            if (epoch > 0)
                Deal();
            if (position > batches.Length)
            {
                throw new InvalidDataException(
                    $"Expected a position within the {batches.Length} batches of an epoch, but found {position}. " +
                    "Delete the checkpoint's folder to resume from the one before.");
            }

            next = position;
        }

        internal TokenRow[] Next()
        {
            if (next == batches.Length)
                Deal();
            return batches[next++].Select(i => rows[i]).ToArray();
        }

        private void Deal()
        {
            var order = CounterRandom.Permutation(rows.Length, CounterRandom.Derive(seed, round));
            var sorted = Chunks(order, batchSize * BatchesPerPool)
                .SelectMany(pool => Chunks(pool.OrderBy(i => rows[i].Tokens.Length).ToArray(), batchSize))
                .Where(batch => batch.Length == batchSize)                      // the ragged rest comes with the next round's order
                .ToArray();
            var shuffle = CounterRandom.Permutation(sorted.Length, CounterRandom.Derive(seed, ~round));
            batches = shuffle.Select(i => sorted[i]).ToArray();
            next = 0;
            round++;
        }

        private static System.Collections.Generic.IEnumerable<int[]> Chunks(int[] items, int size)
        {
            for (int start = 0; start < items.Length; start += size)
                yield return items.AsSpan(start, Math.Min(size, items.Length - start)).ToArray();
        }
    }
}
