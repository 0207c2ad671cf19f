#nullable enable
using System;

namespace Repartee.Rewards
{
    /// <summary>
    /// Levenshtein's distance, 64 rows of its table at a time: neighbours in the table differ by -1, 0 or 1, so two words of bits hold the
    /// differences down a column, and a few operations take them to the next one (Myers 1999, with the carries of Hyyrö 2003). One band of
    /// 64 rows follows the other, so that memory grows with the lengths and not with their product.
    /// </summary>
    internal static class EditDistance
    {
        private const int BandRows = 64;

        /// <summary>The fewest insertions, deletions and replacements that turn one sequence into the other.</summary>
        /// <param name="first">Numbers of units, 0 or more.</param>
        /// <param name="second">Likewise.</param>
        /// <param name="numbers">Above every number of both.</param>
        public static int Between(ReadOnlySpan<int> first, ReadOnlySpan<int> second, int numbers)
        {
            if (first.Length == 0 || second.Length == 0)
                return first.Length + second.Length;
            var rowsOf = new ulong[numbers];                                    // in which rows of the band a unit stands
            var steps = new byte[second.Length];                                // along the row above the band: 1 is +1, 2 is -1, 0 is 0
            Array.Fill(steps, (byte)1);                                         // from nothing to the second sequence: only insertions
            for (int row = 0; row < first.Length; row += BandRows)
            {
                ReadOnlySpan<int> band = first.Slice(row, Math.Min(BandRows, first.Length - row));
                for (int i = 0; i < band.Length; i++)
                    rowsOf[band[i]] |= 1UL << i;
                CrossBand(rowsOf, second, steps, band.Length - 1);
                foreach (int number in band)
                    rowsOf[number] = 0;
            }

            int distance = first.Length;
            foreach (byte step in steps)
                distance += (step & 1) - (step >> 1);
            return distance;
        }

        /// <summary>Turns the steps along the row above a band into those along its last row.</summary>
        private static void CrossBand(ulong[] rowsOf, ReadOnlySpan<int> columns, Span<byte> steps, int lastRow)
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
