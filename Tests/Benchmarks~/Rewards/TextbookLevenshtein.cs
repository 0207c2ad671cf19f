using System;

namespace Repartee.Benchmarks.Rewards;

/// <summary>The peer: Levenshtein's distance of UTF-16 units as textbooks have it, with two rows of the table.</summary>
internal static class TextbookLevenshtein
{
    public static int Distance(string first, string second)
    {
        int[] above = new int[second.Length + 1], row = new int[second.Length + 1];
        for (int j = 0; j <= second.Length; j++)
            above[j] = j;
        for (int i = 1; i <= first.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= second.Length; j++)
            {
                int replaced = above[j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
            }

            (above, row) = (row, above);
        }

        return above[second.Length];
    }
}
