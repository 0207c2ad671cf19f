#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using Repartee.Internal;

namespace Repartee.Dialogue
{
    /// <summary>Reads the rows of JSON Lines, whatever a row is, and lists the lines that are none.</summary>
    internal static class RowLines
    {
        /// <param name="reader">The text; the caller disposes it.</param>
        /// <param name="sourceName">What error messages call it.</param>
        /// <param name="read">Reads one line that is not blank; throws <see cref="FormatException"/>.</param>
        /// <returns>The rows, at least one.</returns>
        /// <exception cref="DialogueDatasetException">Lines are no rows, or there is none.</exception>
        public static List<T> Read<T>(TextReader reader, string sourceName, Func<string, T> read)
        {
            var rows = new List<T>();
            var problems = new List<(int, string)>();
            int problemCount = 0;
            var lines = new BoundedLineReader(reader, DialogueDataset.MaximumLineLength);
            while (lines.TryRead(out string? line))
            {
                try
                {
                    if (line is null)
                        throw new FormatException(
                            $"expected at most {DialogueDataset.MaximumLineLength} characters, but the line is longer. "
                            + "Write one row a line.");
                    if (!string.IsNullOrWhiteSpace(line))
                        rows.Add(read(line));
                }
                catch (FormatException problem)
                {
                    problemCount++;
                    if (problems.Count < DialogueDatasetException.MaximumListed)
                        problems.Add((lines.LineNumber, problem.Message));
                }
            }

            if (problemCount == 0 && rows.Count == 0)
                problems.Add((problemCount++, "expected at least one row, but found none. Write one JSON object a line."));
            if (problemCount > 0)
                throw new DialogueDatasetException(sourceName, problems, problemCount);
            return rows;
        }
    }
}
