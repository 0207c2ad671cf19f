#nullable enable
using System;

namespace Repartee.Rewards
{
    /// <summary>
    /// Levenshtein's distance, 64 rows of its table at a time: neighbours in the table differ by -1, 0 or 1, so two words of bits hold the
    /// differences down a column, and a few operations take them to the next one (Myers 1999, with the carries of Hyyrö 2003). One band of
    /// 64 rows follows the other, so that memory grows with the lengths and not with their product.
    /// </summary>
    internal sealed class EditDistance
    {
        private const int BandRows = 64;
        private const int MostOnStack = 1024;
        private readonly Memory<int> _first;
        private ulong[] _rowsOf = Array.Empty<ulong>();                         // in which rows of a band a unit stands; zero between bands

        /// <summary>Prepares distances from one sequence to others. One thread.</summary>
        /// <param name="first">Numbers of units, 0 or more.</param>
        public EditDistance(Memory<int> first)
        {
            _first = first;
        }

        /// <summary>Units of the sequence.</summary>
        public int Length => _first.Length;

        /// <summary>The fewest insertions, deletions and replacements that turn the sequence into another one.</summary>
        /// <param name="second">Numbers of units.</param>
        /// <param name="numbers">Above every number of both sequences.</param>
        public int To(Span<int> second, int numbers)
        {
            if (_rowsOf.Length < numbers)
                _rowsOf = new ulong[numbers + (numbers / 2)];                   // the next sequence has new units too
            Span<byte> steps = second.Length <= MostOnStack ? stackalloc byte[second.Length] : new byte[second.Length];
            steps.Fill(1);                                                      // 1 is +1, 2 is -1, 0 is 0. The first row: only insertions
            Span<int> first = _first.Span;
            for (int row = 0; row < first.Length; row += BandRows)
            {
                Span<int> band = first.Slice(row, Math.Min(BandRows, first.Length - row));
                for (int i = 0; i < band.Length; i++)
                    _rowsOf[band[i]] |= 1UL << i;
                CrossBand(_rowsOf, second, steps, band.Length - 1);
                foreach (int number in band)
                    _rowsOf[number] = 0;
            }

            int distance = first.Length;
            foreach (byte step in steps)
                distance += (step & 1) - (step >> 1);
            return distance;
        }

        /// <summary>Turns the steps along the row above a band into those along its last row.</summary>
        private static void CrossBand(ulong[] rowsOf, Span<int> columns, Span<byte> steps, int lastRow)
        {
            ulong up = ~0UL, down = 0;                                          // rows where the column rises by 1, and where it falls
            for (int column = 0; column < columns.Length; column++)
            {
                ulong stepUp = steps[column] & 1UL, stepDown = (ulong)steps[column] >> 1;
                ulong equal = rowsOf[columns[column]];
                ulong level = equal | down;
                equal |= stepDown;
                ulong diagonal = (((equal & up) + up) ^ up) | equal;
                ulong rising = down | ~(diagonal | up), falling = up & diagonal;
                steps[column] = (byte)(((rising >> lastRow) & 1) | (((falling >> lastRow) & 1) << 1));
                rising = (rising << 1) | stepUp;
                falling = (falling << 1) | stepDown;
                up = falling | ~(level | rising);
                down = rising & level;
            }
        }
    }
}
